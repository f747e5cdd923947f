"""What `reportbot check` asks of dialogues: can everybody finish, understand and answer, in every language?"""
