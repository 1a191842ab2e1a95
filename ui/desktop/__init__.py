"""The window: rail, status strip, sign-in, the lanes of work behind it. What a desk shows lives in the desk's own folder."""
