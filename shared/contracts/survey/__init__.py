"""What crosses to and from survey: the instrument, responses, figures."""
