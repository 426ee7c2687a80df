"""The whole system in one process and one seed: real server, virtual phones, virtual network."""
