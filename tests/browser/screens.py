"""The screens that the site is looked at on, in CSS pixels."""

SMALL = {"width": 320, "height": 640}
PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 800}
