"""The commands of `vdg`, a file each."""
