"""The words by which a rationale is read: English and Spanish, and what tells seven languages apart.

Words stand in lower case without accents, as ``lint_text.plain`` gives them; patterns run over several lines.
"""

ENDINGS = """
    s es ed ing er est ly y ity ness ment ments ion ions ation ations ful less ous ive al ally able ible ably
    acy ate ated ates ately ance ence ant ent ic etic e a o as os ar ir ado ada ados adas ando iendo ido ida
    idos idas amente mente idad idades itud cion ciones sion siones oso osa osos osas aron ieron aba
    """
"""What is cut off a word for its stem."""

COMMON = {
    "en": """the of and to in is that it for was on are with as this be by not or from but have which had an
        has were their they will would there been one its more than other about into could some these who
        what when also only does did because while both than so if how doesn't isn't it's no all any
        should just me my i you your we he she his her them being do too very better where such""",
    "es": """el la los las de que y en un una es por con para no se lo su al del como mas pero sus le ya
        este si porque esta entre cuando muy sin sobre tambien hasta hay donde quien desde todo nos ni contra
        otros ese eso ante ellos esto mi antes algunos unos otro otras otra tanto esa estos mucho cual poco
        ella fue ha son mejor respuesta aunque mientras pues sino solo menos""",
    "fr": """le la les de des du et un une est que qui dans pour pas ne sur au aux avec par plus ce cette ces
        il elle on nous vous mais ou donc son sa ses leur leurs se en sont c'est n'est d'une d'un qu'il a
        comme tout fait etre ete aussi bien sans deux meme reponse car elle ils alors tres meilleure""",
    "de": """der die das und ist nicht ein eine einen einem einer zu den dem des mit von auf fur im in es sich
        auch als an er sie wie dass wird bei nur noch nach aus am aber zum zur war hat sind oder weil wenn
        um so uber wir ich ihre sein mehr antwort besser keine kein beide durch""",
    "pt": """o a os as de do da dos das e em um uma que nao para com por no na nos nas se mais como mas foi ao
        ele ela sua seu ou quando muito ja tambem so pelo pela ate isso entre depois sem mesmo aos seus quem
        esta ser sao tem resposta porque enquanto melhor pois pelos nem voce""",
    "it": """il lo la i gli le di che e un una in per non con del della dei delle si da al alla sono ma come
        piu anche nel nella ha questo questa ci o se su ai cosi quando perche mentre risposta essere stato
        dal dalla l'altra c'e e' suo sua loro molto solo senza tra migliore""",
    "nl": """de het een en van in is dat op te niet voor met zijn die aan er maar om ook als bij door naar nog
        wel dan of wordt uit worden heeft deze dit over geen meer antwoord omdat beter hij ze wat kan zo
        tot hun was beide terwijl juist""",
}
"""The commonest words of languages that are written in Latin letters and told apart by them."""

STOP = """
    a an the and or but if so as at by for from in into of off on onto out over than that then this these those
    to up with without it its is are was were be been being has have had do does did doing not no nor only own
    same too very can could will would should may might must just also both each other others another any all
    some such more most less least much many few one ones there here what which who whom whose when where why
    how i me my we us our you your he him his she her they them their because since while although though
    whereas however therefore thus hence overall general generally about again against between during before
    after above below under even ever never always still yet really quite rather bit lot little instead
    let's lets us isn't doesn't don't didn't wasn't won't can't it's that's there's i'd i'm i've one's nothing
    something anything everything get gets got go goes went make makes made give gives gave given say says said
    take takes seem seems feel feels felt think thought like way thing things well actually slightly
    much far simply definitely
    el la los las un una unos unas lo al del de y e o u ni que en con sin por para como mas menos muy tan tanto
    se su sus es son era fue ser esta estan estar este esto estos estas ese esa eso esos esas aquel aquella
    hay ha han haber no si ya tambien tampoco solo aun aunque pero sino porque pues puesto mientras cuando donde
    quien cual cuales le les me mi mis te tu tus nos nuestro yo ella ellos ellas usted ustedes uno otra otro
    otras otros ambas ambos dos todo toda todos todas algo nada nadie poco poca mucho mucha cada mismo misma
    general bastante realmente parece hace hacer dice decir da dar tiene tener va ir sobre entre hasta desde
    """
"""Words that say nothing of a response; ``STOP`` and ``STOCK`` together are what would fit any task."""

STOCK = """
    better best good great nice fine okay ok worse worst bad poor poorly superior stronger strong strongest weak
    weaker preferable prefer preferred prefers preference choose chose chosen pick picked picks choice win wins
    winner favor favour like liked likes love quality overall helpful helpfulness useful clear clearer clearly
    clarity flow flows flowing flowed read reads reading readable easy easier natural sounds sound written write
    writing worded wording word words phrased phrasing structured structure organised organized detail detailed
    details thorough complete comprehensive concise brief short shorter long longer simple simpler direct
    straightforward accurate accuracy correct correctly correctness right wrong true false mistake mistakes error
    errors informative information informs specific precise precisely relevant appropriate coherent cohesive
    polite politer friendly friendlier professional tone style format formatted formatting engaging creative
    interesting impressive excellent perfect perfectly satisfying response responses answer answers answered reply
    replies option options output outputs text texts user users prompt question questions task instruction
    instructions follows follow followed explain explains explained explanation point points address addresses
    addressed fully provide provides provided providing offer offers lacks safe safer safest reliable
    solution solutions result results expected close closer improve improvement improvements need needs unnecessary
    higher lower slight minor major significantly considerably somewhat solid robust well-written
    mejor mejores peor peores bueno buena buen malo mala bien mal superior preferible prefiero elijo elegi gusta
    gusto calidad util utiles ayuda clara claro claridad fluida fluido fluye fluidez facil sencilla sencillo leer
    lectura natural naturalidad suena escrita escrito redactada redactado redaccion estructurada estructura
    organizada ordenada detallada detallado detalle detalles completa completo exhaustiva concisa conciso breve
    corta corto larga largo directa directo precisa preciso exacta exacto correcta correcto correctamente error
    errores acertada cierta falsa informativa informacion relevante adecuada adecuado apropiada coherente amable
    educada cercana profesional tono estilo formato interesante excelente perfecta respuesta respuestas opcion
    opciones texto usuario pregunta tarea instruccion instrucciones sigue cumple explica explicacion responde
    contesta ofrece aporta calidad segura conjunto definitivamente claramente ligeramente
    """
"""Praise and blame, and what any task has: a rationale of nothing else would fit any other task."""

CONCEPTS = (
    """accurate accuracy correct correctness incorrect factual factuality fact facts true truth truthful right
    wrong inaccurate false error mistake mistaken invent invented invention hallucinate hallucination contradict
    supported unsupported verify verified exist exactitud exacto correccion correcto cierto verdad verdadero
    verdadera falso falsa equivoca equivocado equivocarse acierta acierto fallo falla dato inventado veraz
    veracidad incorrecto""",
    """instruction follow followed ask asked request requested require requirement constraint prompt ignore meet
    met comply compliance task topic subject theme keep stay drift stray instruccion sigue seguir
    seguimiento pide pidio pedido pedia piden solicita solicitado requisito cumple cumplir restriccion ignora
    enunciado consigna encargo tema ajusta desvia""",
    """complete completeness thorough miss missing missed omit omitted omission lack incomplete cover covered
    coverage detail detailed depth leave left completo completitud falta omite omision incompleto abarca detalle
    detallado deja""",
    """clear clarity confuse confusing confused understand understood understandable easy readable readability
    follow structure structured organise organised organize organized coherent coherence claro clara claridad
    confuso confusa entender entiende comprensible legible estructura ordenado coherente coherencia""",
    """concise concision brief brevity short length long verbose verbosity padding repeat repeated repetition
    repetitive wordy conciso breve brevedad corto largo extension relleno repite repetitivo repeticion""",
    """tone empathy empathetic polite politeness rude warm warmth cold friendly style natural naturalness voice
    formal casual register stiff tono empatia amable educado cortes frio fria seco cercano cercania natural
    naturalidad estilo brusco formal suena""",
    """harm harmful harmless safe safety unsafe danger dangerous risk risky refuse refused refusal decline
    declined policy forbid forbidden allow allowed law illegal warn warning dano danino seguro seguridad peligro
    peligroso riesgo rechaza negarse niega politica prohibido permitido ilegal advierte""",
    """reason reasoning logic logical step calculate calculated calculation conclusion derive compute formula
    valid invalid razonamiento logica paso calculo calcula conclusion formula valido""",
    """help helpful helpfulness useful usefulness usable solve solution resolve resolution settle act next ayuda
    ayudar util utilidad resuelve soluciona solucion sirve servir""",
    """format formatting form list bullet table heading markdown number numbered layout formato forma lista vineta
    tabla encabezado numerado""",
    """language grammar grammatical spelling fluent fluency translation typo idioma lengua gramatica ortografia
    ortografico tilde traduccion fluidez errata""",
    "creative creativity original originality imaginative vivid cliche creativo creatividad imaginativo",
)
"""Words that speak of one dimension of quality, whatever the rubric calls it."""

FEATURES = """
    line lines sentence sentences paragraph paragraphs greeting sign-off signature bracket brackets bullet bullets
    table heading headings title titles code link links url example examples formula unit units column row footnote
    citation reference references disclaimer emoji emojis placeholder placeholders opening ending introduction
    linea lineas frase frases oracion parrafo parrafos saludo despedida firma corchetes vineta vinetas tabla titulo
    codigo enlace ejemplo ejemplos formula unidad unidades cita referencia tilde tildes introduccion
    """
"""Places and parts of a text: two of them point at something that can be looked up."""

TASK_WORDS = """
    response answer reply option output text user customer reader person people prompt task question model
    assistant main part point thing word words one item place case matter side
    respuesta opcion texto usuario cliente lector persona tarea pregunta modelo asistente principal parte punto
    cosa palabra caso lado pedido
    """
"""What every task has."""

GRADES = r"""\d+(?:[.,]\d+)?\s*(?:/|out of|de|sobre)\s*(?:5|7|10)\b|
    (?:scores?|scored|rated?|rating|gives?|gave|points?|stars?|nota|puntos?|estrellas?)\s+(?:of|it|a|an|un|de)?\s*\d\b(?![.,]?\d)|
    \d\s+(?:points?|stars?|puntos?|estrellas?)\b"""
"""Scores, which the form has already."""

COUNTED = r"""(?:response|reply|answer|assistant|respuesta)\s*#?\d\b|l[ao]s dos\b|
    (?:two|three|dos|tres) (?:responses|answers|replies|options|respuestas|opciones)"""
"""How many responses there are, and their numbers."""

CAUSES = """because|since|as|due to|given that|for example|e\\.g\\.|such as|porque|ya que|debido a|puesto que|pues|
    dado que|por ejemplo"""
"""What a reason begins with."""

TASTE = r"""I(?:'d)? (?:liked?|love|enjoy(?:ed)?|hate|felt|feel|would|went|don't)|me|my|felt|feels|
    me (?:gusta|gusto|quedo|quedé|deja|dejo|dejó|cae|aburre|encanta)|mi gusto"""
"""Words of taste, which are no criterion."""

LOOSE = r"""others?|another|former|latter|both|neither|either|they|them|same|identical|equal|equally|none|
    (?:the|its) (?:first|second|left|right|two|rest)|(?:left|right) one|on the (?:left|right)|
    each (?:other|one|response|answer|of)|all (?:three|four|five|of|responses|answers)|every (?:one|response|answer)|
    otr[ao]s?|(?:la|el) (?:primer[ao]?|segund[ao]|anterior|resto)|amb[ao]s|l[ao]s (?:dos|tres|cuatro)|
    ningun[ao]? de|cada una|de la (?:izquierda|derecha)|iguale?s?|mism[ao]s?|tod[ao]s ellas|l[ao]s demás|ellas|ésta|
    esta última|aquella"""
"""Words that may mean another response than the one that is named."""

NUMBERS = """
    two three four five six seven eight nine ten eleven twelve twenty thirty fifty hundred thousand half twice
    double none zero dos tres cuatro cinco seis siete ocho nueve diez once doce veinte treinta cien mil mitad
    doble cero
    """
"""Numbers in words that can be counted after; "one" and "uno" are too often none."""

UNSAID = r"""should|could|would|might|must|need(?:s|ed)? to|ought|instead of|rather than|without|lack\w*|
    miss\w*|omit\w*|omission of|never|nowhere|not|\w+n't|cannot|no|such as|e\.g\.|like|something|as if|as though|
    impl(?:y|ies|ied|ying)|suggest\w*|basically|essentially|in effect|ask(?:s|ed)? for|titled|called|known as|
    saying|proverb|phrase|idiom|quote|quotation|title|name|book|film|movie|song|album|painting|poem|
    deberia|debia|podria|habria|tendria que|en vez de|en lugar de|sin|falta\w*|omite|nunca|jamas|ningun\w*|
    tampoco|como|algo asi|por ejemplo|titulad[oa]|llamad[oa]|conocid[oa] como|refran|frase|es decir|
    da a entender|viene a decir|titulo|nombre|libro|pelicula|cancion|cuadro|poema"""
"""What stands before quoted words that a response is not said to contain."""

UNSAID_AFTER = r"""(?:is|are|was|were)? ?(?:missing|absent|nowhere|never|not (?:in|there|said|mentioned))|
    would|should|could|falta\w*|no (?:aparece|esta|figura|sale)|habria|seria|deberia"""
"""What stands after them."""

SAYING = r"""(?:say|write|state|claim|invent|assert|tell|read|answer|begin|start|end|close|repl|call|insist|promise|
    mention|conclude|describe|use|add|open)\w*|
    (?:dic|dij|afirm|escrib|invent|asegur|contest|respond|empiez|acab|termin|
    mencion|promet|añad|anad|conclu|llam|us)\w*"""
"""Verbs after which a response is said to contain the words that follow."""

MODELS = r"""chat ?-?gpt(?:[ -]?[345][a-z.0-9]*)?|gpt[ -]?[2345](?:\.\d)?[a-z]?(?:[ -](?:turbo|mini|nano))?|
    claude[ -](?:\d[\d.]*|opus|sonnet|haiku|instant)|gemini[ -](?:\d[\d.]*|pro|ultra|flash|nano|advanced)|
    llama[ -]?[1234](?:\.\d)?(?:[ -]\d+b)?|mistral[ -](?:\d+b|large|small|medium)|mixtral|qwen[ -]?[\d.]*|
    deep[ -]?seek(?:[ -](?:v\d|r\d|coder))?|gemma[ -]?\d|phi-\d|command[ -]r|grok[ -]\d|vicuna(?:-\d+b)?|
    o[134]-(?:mini|preview|pro)|davinci-00\d|ernie bot|
    (?:openai|anthropic)(?:'s)? (?:models?|assistants?|ai|chatbots?)"""
"""Names of models that mean nothing else, in any case: a version makes a name of an ordinary word."""

MODEL_NAMES = "Claude|Gemini|Mistral|Copilot|Grok|LLaMA|Llama|PaLM"
"""Names that people, stars and poets have too: never beside another name, and only as they are written here."""

TITLES = "the|el|la|los|las|san|saint|st"
"""What stands before the name of a person or a thing, and not of a model."""

NOUNS = """response|answer|reply|option|assistant|candidate|completion|output|model|choice|version|chatbot|
    respuesta|opcion|opción|asistente|modelo|candidata|versión|réponse|reponse|resposta|opção|risposta|opzione|
    antwort|antwoord|optie"""
"""What a response is called before its letter."""

NOUNS_UNSPACED = "回答|応答|アシスタント|回复|回應|回覆|选项|選項|助手|응답|답변|모델"
"""The same, in scripts that put no space before the letter."""

NUMBERED = "response|reply|assistant|candidate|respuesta|asistente|réponse|resposta|risposta|antwort"
"""What a response is called before its number, where the number is no answer to the prompt."""

ORDINALS = "first second third fourth", "primera segunda tercera cuarta"
"""Places on the screen, from the first."""

ORDERED = "response|reply|option|assistant|candidate|respuesta|opcion|opción"
"""What a response is called after its place."""

BOTH_NOUNS = r"""responses?|answers?|replies|reply|options?|candidates?|assistants?|models?|
    of (?:them|these|the (?:two|responses|answers|replies|options))|respuestas?|opciones|opción|
    de las (?:dos|respuestas)|de ellas"""
BOTH_VERBS = """are|were|have|had|has|do|did|does|is|was|give|gave|get|got|fail|failed|miss|missed|say|said|use|
    used|meet|met|can|could|contain|include|answer|apply|follow|explain|mention|invent|refuse|state|seem|look|
    convey|provide|make|made|cover|start|end|offer|cite|correctly|also|clearly|accurately|equally|only|begin|
    son|estan|están|dan|dicen|tienen|cumplen|fallan|responden|contestan|explican|aciertan|inventan|usan|
    mencionan|ofrecen|siguen|parecen|hacen|se|no|incluyen|omiten|citan|aportan"""
"""What stands after "both" where it means the responses, and not two things that one of them says."""

NOT_BEFORE = """plan|vitamins?|hepatitis|type|grades?|sections?|parts?|appendix|groups?|schedule|exhibit|points?|
    steps?|figures?|tables?|class|team|room|gate|key of|chord|level|form|tier|series|serie|size|blood|column|
    row|cell|drive|disk|variables?|vertex|angle|side|grupo|tipo|apartado|seccion|sección|parte|anexo|punto|paso|
    figura|tabla|vitamina|nivel|fila|columna|inciso|letra|letter|straight|an|clase|equipo"""
"""What stands before a letter that names something else."""

NOT_AFTER = """major|minor|sharp|flat|mayor|menor|sostenido|bemol|chord|programs?|programming|language|compiler|
    code|grade|levels?|team|student|side|tests?|testing|list|cup|vitamin"""
"""What stands after one."""

ONE_LETTER_WORDS = {"en": "AI", "es": "AEOUY", "fr": "AOY", "pt": "AEO", "it": "AEIO", "de": "", "nl": "U"}
"""Letters that are words of a language, so that a sentence may begin with them."""

ADVERBS = "also always never only just even still then not actually no si tambien siempre nunca solo ademas"
"""What may stand between a letter and its verb, but between an article and its noun as well."""

DETERMINERS = "the|a|an|its|this|that|these|those|all|both|no|it|them|to|what|how|more|too|only|two|three"
"""What follows a verb in the past and no adjective: "used the" is said of A, "a used car" is not."""

NOT_VERBS = """series species means plus lens gas yes perhaps news always sometimes less unless this its thus various
    as bias canvas christmas atlas pancreas texas diabetes rabies
    veces menos traves ojos efectos solas ellos ellas nosotros todos todas otros otras los las"""
"""Words on -s that are no verbs, in English or after the Spanish preposition."""

FOLLOWERS = {
    "en": """is was has had does did do can could would will should might may must isn't wasn't doesn't didn't
        hasn't can't couldn't won't wouldn't shouldn't cannot gave got made said wrote left took went told kept
        put won lost chose found began came knew meant ran saw showed stuck fell fails and or but because since
        while whereas though although than over as by for from in on at of with without too instead if when
        vs versus first""",
    "es": """es esta da tiene dice explica incluye menciona responde contesta cita omite falla ofrece inventa
        contiene cumple usa sigue hace resulta presenta proporciona comete ignora acierta empieza termina gana
        pierde parece suena aporta indica muestra resuelve da deja evita confunde repite respeta llega calcula
        afirma asegura reconoce rechaza niega advierte avisa recuerda propone sugiere recomienda describe cuenta
        habla pone anade olvida escribe redondea traduce utiliza emplea puede debe deberia podria era fue tuvo
        dijo hizo dio ha habia va y o e porque pero que mientras aunque ya le lo se en con sin por tambien saca
        mezcla interpreta entiende confirma inventaba pide exige sabe queda merece""",
    "fr": """est a donne dit repond explique cite invente mentionne contient propose et ou mais car respecte fait
        semble oublie ne""",
    "pt": "e esta tem da diz explica responde cita inventa cumpre ou mas porque segue usa nao foi faz",
    "it": "e ha da dice spiega risponde cita inventa rispetta o ma perche segue usa non fa sembra",
}
"""What follows a letter that names a response, and no article or preposition, at the head of a sentence."""

HARMLESS = r"""in my (?:opinion|view)|in general|in conclusion|in short|in summary|in the end|for me|on the whole|
    for (?:this|these|that) reasons?|on balance|all in all|en general|en mi opinión|en resumen|en conclusión|para mí|
    por (?:eso|esto|tanto|lo tanto)|al final|en definitiva"""
"""What may stand before a statement about the whole."""

WHOLE = """overall verdict preference ranking order conclusion result final decision choice so therefore thus hence
    general veredicto preferencia orden resultado decision eleccion elección"""
"""What may stand before a colon or a sign, where other words name one point: "tone: A > B"."""

HEDGES = r"""if|when|whenever|unless|would|could|might|may|although|though|while|whereas|despite|some|someone|people|
    at first|initially|thought|whether|not|never|neither|nor|in|on|for|at|with|by|regarding|concerning|as for|of|
    si|cuando|aunque|podría|sería|quizá|quizás|tal vez|mientras|algunos|alguien|no|nunca|ni|en|para|respecto|
    a primera vista|al principio|por|con|de"""
"""What limits a statement or takes it back, before it."""

CONCESSIONS = r"""but|however|yet|nevertheless|nonetheless|though|although|still|until|except|pero|sin embargo|aunque|
    no obstante|excepto|salvo|hasta que"""
"""What takes a statement back, after it."""

LANGUAGES = """ar Arabic, de German, en English, es Spanish, fr French, he Hebrew, hi Hindi, it Italian, ja Japanese,
    ko Korean, nl Dutch, pt Portuguese, ru Russian, th Thai, zh Chinese"""
"""What languages are called in English."""
