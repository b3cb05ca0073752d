"""Every word on screen, and mathematics as MathML."""
