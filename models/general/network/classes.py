"""The classes, the semantic channels they share, and what the labels of others mean in them."""
from __future__ import annotations

COCO = ("person,bicycle,car,motorcycle,airplane,bus,train,truck,boat,traffic light,fire hydrant,stop sign,parking meter,bench,bird,cat,dog,horse,sheep,cow,"
        "elephant,bear,zebra,giraffe,backpack,umbrella,handbag,tie,suitcase,frisbee,skis,snowboard,sports ball,kite,baseball bat,baseball glove,skateboard,"
        "surfboard,tennis racket,bottle,wine glass,cup,fork,knife,spoon,bowl,banana,apple,sandwich,orange,broccoli,carrot,hot dog,pizza,donut,cake,chair,couch,"
        "potted plant,bed,dining table,toilet,tv,laptop,mouse,remote,keyboard,cell phone,microwave,oven,toaster,sink,refrigerator,book,clock,vase,scissors,"
        "teddy bear,hair drier,toothbrush").split(",")
STUFF = ["wall", "building", "sky", "floor", "ceiling", "road", "pavement", "earth", "grass", "vegetation", "mountain", "water", "window", "door", "curtain",
         "cabinet", "pole", "fence", "sign"]
SHARED = ["person", "vehicle", "two-wheeler", "animal", "seat", "object"]  # channels of things
CHANNELS = STUFF + SHARED
SEAT_SURFACE = "furniture"  # what is on the seats' channel and is no detected thing
CHANNEL = {name: index for index, name in enumerate(CHANNELS)}

_GROUPS = {
    "person": "person",
    "vehicle": "car airplane bus train truck boat",
    "two-wheeler": "bicycle motorcycle",
    "animal": "bird cat dog horse sheep cow elephant bear zebra giraffe",
    "seat": "bench chair couch bed",
}
_GROUP_OF = {name: group for group, names in _GROUPS.items() for name in names.split()}
THING_CHANNEL = [CHANNEL[_GROUP_OF.get(name, "seat" if name == "dining table" else "object")] for name in COCO]

ADE_TO = {"other": "object", "wall": "wall", "building": "building", "sky": "sky", "floor": "floor", "tree": "vegetation", "ceiling": "ceiling", "road": "road", "bed": "seat",
          "window": "window", "grass": "grass", "cabinet": "cabinet", "sidewalk": "pavement", "person": "person", "earth": "earth", "door": "door", "table": "seat",
          "mountain": "mountain", "plant": "vegetation", "curtain": "curtain", "chair": "seat", "car": "vehicle", "water": "water", "painting": "wall", "sofa": "seat",
          "shelf": "cabinet", "house": "building", "sea": "water", "mirror": "wall", "rug": "floor", "field": "grass", "armchair": "seat"}
CITYSCAPES = ("road sidewalk building wall fence pole light sign vegetation terrain sky person rider car truck bus train motorcycle bicycle").split()
CITYSCAPES_TO = {"road": "road", "sidewalk": "pavement", "building": "building", "wall": "wall", "fence": "fence", "pole": "pole", "light": "sign", "sign": "sign",
                 "vegetation": "vegetation", "terrain": "grass", "sky": "sky", "person": "person", "rider": "person", "car": "vehicle", "truck": "vehicle",
                 "bus": "vehicle", "train": "vehicle", "motorcycle": "two-wheeler", "bicycle": "two-wheeler"}
VOC = ("background aeroplane bicycle bird boat bottle bus car cat chair cow table dog horse motorbike person plant sheep sofa train tv").split()

CAMVID = "sky building pole road pavement tree sign fence car pedestrian bicyclist".split()
CAMVID_VOID = 11
# every channel that a label of CamVid may mean
CAMVID_TO = {"sky": ["sky"], "building": ["building"], "pole": ["pole"], "road": ["road"], "pavement": ["pavement"], "tree": ["vegetation", "grass"], "sign": ["sign"],
             "fence": ["fence"], "car": ["vehicle"], "pedestrian": ["person"], "bicyclist": ["two-wheeler", "person"]}
# the other way round, for measuring: what each channel is in CamVid's words
TO_CAMVID = {"sky": "sky", "building": "building", "wall": "building", "window": "building", "door": "building", "pole": "pole", "road": "road", "pavement": "pavement",
             "floor": "pavement", "earth": "pavement", "vegetation": "tree", "grass": "tree", "sign": "sign", "fence": "fence", "vehicle": "car", "person": "pedestrian",
             "two-wheeler": "bicyclist"}
CAMVID_CORE = ["sky", "building", "road", "pavement", "tree", "car", "pedestrian"]
