"""How the model of search by meaning is tuned to what people type: README.md beside this file."""
