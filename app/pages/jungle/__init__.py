"""The jungle game on screen: what a player may know, in words and as a map."""
