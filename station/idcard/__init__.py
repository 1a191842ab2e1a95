"""The chip of the identity card: getting in, reading, and proving what was read, offline (ICAO Doc 9303).

The only room with card cryptography. It knows no entry and no screen; what it brings is `station.domain.identification.CardReading`.
"""
