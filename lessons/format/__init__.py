"""From a lesson's text to its records; errors name line, field and nearest name."""
