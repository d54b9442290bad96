"""Prints, as JSON on the last line, the cast of a database for the works and how many queries each work sends."""

import json

from benchmarks.houses import House
from benchmarks.inside.cast import cast
from benchmarks.inside.counting import CountingDoor
from benchmarks.works import WORKS

people = cast()
house = House(CountingDoor(), people)
counted = {}
for work in WORKS:
    work.full(house)()  # what is kept for later requests is kept now
    act = work.full(house)
    house.door.counted = 0
    act()
    counted[work.name] = house.door.counted
print(json.dumps({"cast": people, "queries": counted}))
