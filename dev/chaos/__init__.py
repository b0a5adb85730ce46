"""Faults under load, and the proof that nothing acknowledged was lost or told twice."""
