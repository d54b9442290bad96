"""The live audit: the text's 12 "should do" and 11 "should avoid" rules, judged for every appointment from what was
recorded. Nothing is kept: a new fact is a new judgement."""
