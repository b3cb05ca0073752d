"""What there is to choose from at the top of the playground: surfaces and examples, each with its picture and words."""
