"""Root causes with ground truth (`causes/*.toml`) and how they act in a car."""
