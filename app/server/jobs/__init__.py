"""Heavy work, done in processes of its own: no map or sweep may hold up anybody else's drag."""
