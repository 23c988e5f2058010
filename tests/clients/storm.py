"""Two openly fictional articles that disagree."""

STORM = [
    {
        "id": "courier-storm",
        "title": "Storm sinks boats in Port Ellery",
        "source": "Harbour Courier",
        "url": "https://courier.example/storm",
        "published": "2025-12-08",
        "text": "Nine boats sank in the harbour of Port Ellery during the storm on Sunday night, "
        "the coastguard said. Nobody was hurt. Harbour master Ines Dahlgren said the eastern pier "
        "would stay closed until Friday.",
    },
    {
        "id": "agency-storm",
        "title": "Boats lost at Port Ellery",
        "source": "Coast Agency",
        "url": "https://agency.example/ellery?id=(7)",
        "published": "2025-12-08",
        "text": "Seven boats sank at Port Ellery in Sunday's storm, according to the port "
        "authority. The ferry to Skarholm was cancelled.",
    },
]
