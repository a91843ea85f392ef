"""The user's choices: which field becomes which."""
