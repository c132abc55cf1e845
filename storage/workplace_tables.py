"""Tables of the officers' workplace: rota, beats, saved views, who has a tip open; must never hold readable content."""
