"""What the desk sees and writes: views of the queue, notes and tasks, who was there before, figures."""
