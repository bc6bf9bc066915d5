// place-holder
