"""What the network is worth: things by COCO's average precision, surfaces by CamVid's labels."""
