"""The read copy of auth's units: who stands under whom."""
