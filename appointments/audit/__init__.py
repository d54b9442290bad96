"""The live audit: the text's 12 "should do" and 11 "should avoid" rules, judged for every appointment from what was
recorded (PRODUCT.md "The live audit", background/service.md 4.1). Nothing is kept: a new fact is a new judgement."""
