"""Words that tell people from organisations, places and works. No first names, no genders guessed:
gender comes from titles and from the article's own pronouns.
"""

from flows.quotes.wordsets import word_set

MALE = word_set("""mr sir lord king prince duke father dad brother son husband grandfather uncle actor
    spokesman congressman businessman chairman councilman anchorman salesman boy man gentleman
    frontman craftsman sportsman cricketer-man fisherman policeman fireman nephew widower
    grandson stepfather godfather boyfriend priest monk""")
FEMALE = word_set("""mrs ms miss dame lady queen princess duchess mother mom mum sister daughter wife grandmother
    aunt actress spokeswoman congresswoman businesswoman chairwoman councilwoman girl woman
    heiress hostess waitress niece widow granddaughter stepmother godmother girlfriend nun
    ballerina comedienne policewoman""")
# "actor" is used of anybody today.
MALE = MALE - {"actor", "chairman", "cricketer-man"}

TITLES = word_set("""mr mrs ms miss mx dr prof professor sir dame lord lady king queen prince princess duke
    duchess pope rev reverend father sister brother rabbi imam bishop archbishop cardinal sen sens
    senator rep reps representative gov governor president vice-president vice chancellor minister
    premier secretary speaker mayor judge justice gen general col colonel lt lieutenant sgt
    sergeant capt captain maj major adm admiral cmdr commander pvt private cpl corporal sheriff
    officer detective det inspector constable chief coach manager attorney ambassador congressman
    congresswoman councilman councilwoman councillor delegate comrade saint st former ex deputy
    assistant acting retired late then-president then-senator first hon baroness baron count
    countess""")

ROLES = word_set("""actor actress singer rapper songwriter singer-songwriter musician guitarist drummer bassist
    pianist composer conductor producer director filmmaker film-maker screenwriter writer author
    novelist poet playwright journalist reporter columnist editor critic blogger podcaster host
    presenter broadcaster comedian comic star superstar legend icon model dancer choreographer
    artist painter sculptor photographer designer architect chef restaurateur athlete player
    footballer striker goalkeeper defender midfielder winger quarterback pitcher boxer wrestler
    golfer swimmer runner sprinter cyclist racer driver skier skater gymnast champion captain
    coach manager boss trainer referee owner founder co-founder cofounder entrepreneur
    businessman businesswoman investor banker economist analyst strategist pollster consultant
    adviser advisor aide spokesman spokeswoman spokesperson chairman chairwoman chair chairperson
    chief executive ceo cfo cto president vice-president leader politician candidate nominee
    senator congressman congresswoman lawmaker minister mp governor mayor councillor ambassador
    diplomat secretary judge lawyer attorney prosecutor detective officer sheriff policeman
    soldier veteran general colonel captain scientist researcher professor lecturer historian
    psychologist psychiatrist physicist chemist biologist engineer programmer developer doctor
    surgeon nurse physician therapist teacher principal student activist campaigner organizer
    organiser volunteer farmer priest pastor reverend bishop rabbi monk nun father mother dad mom
    mum brother sister son daughter wife husband uncle aunt cousin nephew niece grandfather
    grandmother widow partner girlfriend boyfriend friend neighbour neighbor colleague co-star
    bandmate frontman vocalist dj promoter agent publicist curator librarian expert pundit
    commentator correspondent anchor winner contestant survivor victim witness suspect resident
    man woman boy girl teenager citizen native billionaire millionaire mogul tycoon magnate heir
    inventor explorer astronaut pilot sailor feminist philosopher theologian linguist sociologist
    anthropologist archaeologist astronomer mathematician statistician meteorologist teammate
    rival skipper veteran midfielder forward rookie prop hooker lock flanker centre batsman bowler
    umpire jockey manager head dean provost chancellor newcomer headliner frontwoman starlet
    impresario publisher illustrator cartoonist animator puppeteer magician entertainer performer
    vlogger youtuber influencer creator showrunner cinematographer screenwriter lyricist tenor
    soprano violinist cellist saxophonist trumpeter keyboardist heavyweight middleweight
    welterweight featherweight lightweight flyweight spinner leg-spinner off-spinner seamer
    wicketkeeper all-rounder batter hurdler jumper thrower triathlete decathlete heptathlete rower
    sculler fencer judoka archer fly-half scrum-half full-back left-back right-back centre-back
    playmaker mezzo-soprano baritone bass-baritone countertenor crooner housemate stylist
    keeper goalie stuntman stuntwoman cameraman newscaster linesman showman youngster
    hairdresser funnyman organist flautist flutist percussionist harpist
    acrobat accountant administrator aviator auctioneer auditor barber barista bartender
    beautician beekeeper biographer bookseller botanist bricklayer broker builder busker
    cardiologist caretaker carpenter caterer ceramicist chaplain chauffeur choirmaster
    clarinettist cleric clerk climber coder conservationist contractor coroner couturier
    craftsman cricketer criminologist dentist dermatologist dramatist dressmaker ecologist
    educator electrician engraver entomologist epidemiologist essayist falconer fiddler
    firefighter fisherman florist gardener geneticist geographer geologist glaciologist
    glassblower glazier goldsmith grocer gynaecologist headmaster headmistress headteacher
    herbalist horticulturist hotelier hypnotist instructor interpreter jeweller jeweler joiner
    juggler laureate librettist lifeguard locksmith machinist marathoner mechanic medic
    memoirist midwife milliner miner mountaineer muralist neurologist neurosurgeon
    neuroscientist nutritionist obstetrician oceanographer oncologist optician ornithologist
    paediatrician pediatrician palaeontologist paleontologist paramedic parliamentarian
    pathologist pharmacist physiologist physiotherapist plumber podiatrist printmaker
    psychotherapist radiologist raconteur rancher realtor receptionist restorer retailer
    saddler salesman saleswoman sailmaker satirist scholar schoolteacher seamstress shepherd
    shopkeeper showjumper socialite soloist sommelier sportscaster steelworker stenographer
    stockbroker stonemason superintendent tattooist taxidermist technician technologist
    toymaker trucker tutor undertaker upholsterer urbanist urologist vet veterinarian
    virologist vintner violist volcanologist waiter waitress watchmaker weatherman welder
    whistleblower winemaker woodcarver woodworker zookeeper zoologist selectman alderman
    assemblyman assemblywoman solicitor barrister magistrate envoy negotiator commissioner
    ombudsman trustee treasurer comptroller""")

CROWD = word_set("""user users fan fans viewer viewers commenter commenters commentator critic critics follower
    followers reader readers listener listeners audience audiences internet people person folks
    others someone somebody another observer observers poster redditor tweeter netizen netizens
    onlooker onlookers bystander source sources insider insiders official officials
    aide aides spokesman spokeswoman spokesperson spokespeople representative representatives
    rep witness witnesses friend friends neighbor neighbour neighbors neighbours supporter
    supporters opponent opponents expert experts analyst analysts reporter reporters journalist
    journalists police authorities prosecutors investigators lawyers organisers organizers
    researchers scientists doctors voters republicans democrats lawmakers students parents
    children kids man woman men women boy girl player players moderator interviewer host caller
    customer customers passenger resident residents employee employees worker workers member
    members attendee attendees participant participants visitor visitors buyer reviewer reviewers
    guest guests sponsor sponsors pundit pundits guy lady stranger""")

ORGANISATION = word_set("""university college school party committee council department ministry agency association
    institute institution foundation center centre group company inc corp corporation ltd llc plc
    records pictures studios studio entertainment productions news times post journal magazine
    tribune herald gazette telegraph guardian observer chronicle globe review weekly daily network
    networks tv television radio channel club united fc afc league cup championship championships
    tournament olympics olympic games award awards festival museum gallery hall house senate congress
    parliament court office bureau union bank church cathedral hospital clinic street avenue road
    park island islands river lake mountain county state states republic kingdom theatre theater
    academy society commission board authority service services force forces army navy marines
    police team band orchestra campaign administration government prize day week
    war press media international national federation confederation alliance coalition
    organization organisation project fund trust partners holdings capital group's airlines
    airways airport railway motors systems technologies software labs laboratory laboratories
    library conference convention summit forum assembly tower building square bridge stadium arena
    hotel restaurant cafe store stores market markets exchange index constitution treaty amendment
    agreement deal report survey poll study christmas easter thanksgiving halloween oscars grammys
    emmys baftas bafta brits tour album ep charts series season show movie film collection
    edition chapter volume website online magazine blog podcast app tigers lions bears eagles
    caucus chamber choir ensemble quartet quintet collective brigade regiment squad troupe
    bloc lobby panel tribunal senate giants warriors knicks yankees lakers cowboys patriots rangers wanderers rovers albion athletic
    hotspur villa saints sharks wasps harlequins""")

PLACES = word_set("""america american americans american-born britain british england english scotland scottish
    wales welsh ireland irish france french germany german italy italian spain spanish portugal
    portuguese russia russian ukraine ukrainian china chinese japan japanese korea korean india
    indian pakistan pakistani australia australian canada canadian mexico mexican brazil brazilian
    argentina argentine chile cuba cuban israel israeli iran iranian iraq iraqi syria syrian turkey
    turkish egypt egyptian libya libyan kenya kenyan nigeria nigerian africa african asia asian
    europe european poland polish sweden swedish norway norwegian denmark danish finland finnish
    netherlands dutch belgium belgian switzerland swiss austria austrian greece greek hungary
    hungarian romania romanian bulgaria afghan afghanistan vietnam vietnamese thailand thai
    indonesia malaysia singapore philippines zealand arab arabs muslim muslims christian christians
    jewish jews catholic catholics protestant hispanic latino latinos black white london paris
    berlin rome madrid moscow beijing tokyo delhi sydney melbourne toronto vancouver chicago boston
    houston dallas austin seattle denver atlanta miami detroit philadelphia phoenix portland
    baltimore cleveland pittsburgh orlando nashville memphis hollywood broadway brooklyn manhattan
    queens bronx harlem york angeles francisco diego vegas jose antonio orleans louis paul
    washington dc california texas florida ohio michigan pennsylvania illinois virginia carolina
    georgia alabama mississippi louisiana arkansas tennessee kentucky missouri iowa wisconsin
    minnesota dakota nebraska kansas oklahoma colorado wyoming montana idaho utah nevada arizona
    oregon alaska hawaii jersey connecticut massachusetts vermont hampshire maine maryland delaware
    indiana manchester liverpool birmingham leeds glasgow edinburgh cardiff dublin belfast oxford
    cambridge bristol newcastle sheffield nottingham brighton wimbledon kong u.s u.k us uk eu un
    republican republicans democrat democrats democratic gop tory tories labour conservative
    conservatives liberal liberals libertarian nato fbi cia bbc cnn nbc abc cbs fox msnbc espn hbo
    mtv itv netflix disney amazon google apple facebook twitter instagram youtube tiktok reddit
    spotify microsoft universal sony warner paramount""") - {
    "paul",
    "louis",
    "jose",
    "antonio",
    "austin",
    "jersey",
    "georgia",
    "virginia",
    "carolina",
    "sydney",
    "paris",
    "dallas",
    "houston",
    "washington",
    "black",
    "white",
    "german",
    "chase",
    "french",
    "london",
    "york",
    "orlando",
    "diego",
    "warner",
    "fox",
    "israel",
    "jordan",
    "chad",
    "montana",
    "dakota",
    "phoenix",
    "denver",
    "cleveland",
    "savannah",
    "brooklyn",
    "madison",
    "welsh",
    "english",
    "ireland",
    "holland",
    "france",
    "christian",
    "oxford",
    "bristol",
    "rome",
}

CALENDAR = word_set("""monday tuesday wednesday thursday friday saturday sunday january february march april may
    june july august september october november december""")

ABBREVIATED = word_set("""jan feb mar apr jun jul aug sept sep oct nov dec mon tue tues wed thu thur thurs fri sat sun
    ala ariz ark calif colo conn del fla ga ill ind kan ky la mass md mich minn miss mo mont neb nev
    okla ore pa penn tenn tex va vt wash wis wyo inc corp ltd co no vs""")

FUNCTION = word_set("""the a an and but or nor so yet for in on at by with from to of as if when while where who
    whom whose which what why how that this these those there here then than thus he she they it
    we i you his her their its our my your him them us me himself herself not no yes nothing
    everything something anything before after during since until unless although though because
    however meanwhile instead despite besides beyond under over about above below between among
    against within without through throughout around across along into onto upon off out up down
    once again also too even still just only already always never ever often sometimes soon later
    earlier now today yesterday tomorrow tonight some many most more much few several all any both
    each every other another such same one two three four five six seven eight nine ten first
    second third last next new old former latter like unlike according given asked speaking
    according is are was were be been being am do does did done have has had having can could will
    would shall should may might must let get got make made take took come came go went see saw
    well oh ok okay hey hello hi please thanks thank sorry maybe perhaps indeed certainly surely
    clearly obviously apparently reportedly allegedly finally eventually recently suddenly
    i'm i've i'll i'd he's she's it's that's there's they're we're you're don't didn't doesn't
    isn't wasn't weren't aren't can't couldn't won't wouldn't shouldn't haven't hasn't hadn't
    what's who's here's let's asked based born following including despite via per vs plus
    amid whether either neither rather quite very really q a""")

DEMONYMS = word_set(
    """swede dane finn norwegian icelander scot scotsman scotswoman englishman englishwoman irishman
    irishwoman welshman welshwoman frenchman frenchwoman dutchman dutchwoman german italian spaniard
    portuguese austrian belgian pole czech slovak hungarian romanian bulgarian serb croat slovenian
    bosnian albanian greek turk russian ukrainian georgian armenian israeli iranian iraqi indian
    pakistani australian zealander american canadian mexican brazilian argentine argentinian chilean
    colombian peruvian uruguayan ecuadorian venezuelan jamaican trinidadian cuban nigerian ghanaian
    kenyan ethiopian moroccan algerian tunisian egyptian ivorian senegalese cameroonian african
    zimbabwean londoner yorkshireman lancastrian liverpudlian glaswegian mancunian texan californian
    briton japanese korean republican democrat"""
)
"""Words for where somebody is from: in sport "the Swede" stands for a name, in politics "the
Democrat"."""

INSTITUTIONS = word_set(
    """company firm website site paper newspaper magazine report statement letter document filing
    organisation organization group agency department government campaign team band label studio
    network channel committee council court administration office police ministry union charity
    club league federation association university school study survey poll book song lyrics script
    headline sign caption ad advert advertisement email memo transcript text account tweet post
    message complaint lawsuit editorial article invitation card banner slogan placard"""
)
