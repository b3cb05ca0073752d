"""The live stage: the component in the page, and the endpoint that answers while a finger moves."""
