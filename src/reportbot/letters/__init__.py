"""Letters on paper: values set into Typst templates that a clerk can edit. What they say is decided in the service."""
