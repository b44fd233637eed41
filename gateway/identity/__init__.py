"""Who may speak: the installation's certificate authority, its certificates, and the roll."""
