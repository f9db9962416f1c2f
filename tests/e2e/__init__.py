"""What people do in a real browser; a package, so that one browser serves it all and then ends."""
