"""Openly fictional articles beside those of `clients.storm`: a growing toll, and hostile words."""

FAMILY = "\U0001f469\u200d\U0001f469\u200d\U0001f467"  # one picture of five code points

FIRE = [
    {
        "id": "fire-1",
        "title": "Fire on the Skarholm ferry",
        "source": "Harbour Courier",
        "published": "2025-12-15",
        "text": "Four people were injured in the fire on the Skarholm ferry on Monday morning, "
        "police said.",
    },
    {
        "id": "fire-2",
        "title": "More hurt in ferry fire",
        "source": "Harbour Courier",
        "published": "2025-12-18T17:30:00+01:00",
        "text": "Six people were injured in the fire on the Skarholm ferry, police said on "
        "Thursday, after two more had come forward.",
    },
]
REGATTA = [
    {
        "id": f"regatta-{year}",
        "title": f"{winner} wins the Skarholm regatta",
        "source": "Coast Agency",
        "published": f"{year}-06-15",
        "text": f"{winner} won the Skarholm regatta on June 14, {year}, ahead of eleven boats.",
    }
    for year, winner in ((2024, "Mats Ekre"), (2025, "Tone Vik"))
]
HOSTILE = {
    "id": "hostile/../<b>",
    "title": "<img src=x onerror=alert(1)> Flag & banner",
    "source": '"><script>alert(2)</script>',
    "url": "javascript:alert(3)",
    "published": "2025-12-20",
    "text": f"{FAMILY} שלום <script>alert(4)</script>.\n\n"
    f"The lighthouse keeper {FAMILY} is Zorbo <b onclick=alert(5)>Quent</b>, the council said "
    "in javascript:alert(6).\n\nעוד שורה אחת.",
}
ARTICLES = [*FIRE, *REGATTA, HOSTILE]
