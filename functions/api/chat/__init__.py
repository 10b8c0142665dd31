"""Questions about a comparison: answered from its records alone, with what the answer rests on."""
