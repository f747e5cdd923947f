"""All cryptography and all scrubbing of photos: keys, sealing, opening, signing, receipts, photos. Nothing else."""
