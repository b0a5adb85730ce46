"""What portals embed: the scripts, frames for pages without scripts, and how to write either."""
