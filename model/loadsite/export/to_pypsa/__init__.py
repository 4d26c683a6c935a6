"""A case of one year and one period as a PyPSA network, which PyPSA opens and solves by itself."""
