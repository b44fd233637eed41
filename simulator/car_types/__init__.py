"""Types of cars: their signals, powertrains and software, as data sheets give them."""
