"""What a learner did, as a record that is graded again before it is believed."""
