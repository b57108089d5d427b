"""Closed classes of English words that bound noun phrases and verbs in running text."""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Which way a thing goes that does this "with age".
AGE_VERBS = {
    **dict.fromkeys(
        ("declines", "decline", "declined", "decreases", "decrease", "decreased", "falls", "fall", "fell"), -1
    ),
    **dict.fromkeys(("drops", "drop", "dropped", "diminishes", "diminish", "diminished"), -1),
    **dict.fromkeys(("rises", "rise", "rose", "increases", "increase", "increased"), 1),
    **dict.fromkeys(("accumulates", "accumulate", "accumulated"), 1),
}
BE = _words("is are was were be been being")
HAVE = _words("has have had having")
DO = _words("does do did")
MODALS = _words("may might could would should must can will cannot shall")
UNSURE_MODALS = _words("may might could would should must")
NEGATIONS = _words("not never cannot n't")
AUXILIARIES = BE | HAVE | DO | MODALS | NEGATIONS
DETERMINERS = _words(
    "a an the this that these those its their his her our both all each every any some such several many "
    "most multiple various other another additional key major local two three four five"
)
# Adjectives that say how sure, big or soon; no part of a name.
EMPTY_ADJECTIVES = _words(
    "significant significantly modest modestly marked markedly robust robustly strong strongly "
    "substantial potent partial partially direct directly maximal new novel further overall net dose- "
    "dependent rapid sustained transient acute clear more less greater approximate approximately about "
    "only even full selective specific specifically known major main primary principal own well- "
    "established canonical classical endogenous broad"
)
ADVERBS = _words(
    "upstream downstream apart also thereby then thus both further still alone itself themselves directly "
    "therefore hence together however moreover additionally again instead subsequently later first often "
    "sometimes generally even only just now already always dose-dependently in-turn long well too "
    "together"
)
PRONOUNS = _words(
    "it they this these those that which who whom he she we i you there what whose one ones others "
    "neither either none both each"
)
PREPOSITIONS = _words(
    "of in by via through with from during after at to for on under within among between into onto upon "
    "against across over per without despite because due before until unlike like as than toward towards "
    "throughout following beyond about above below near around including plus versus vs relative compared "
    "independent independently alongside along except regardless"
)
CONJUNCTIONS = _words(
    "and or but while whereas although though because since so yet nor if when whenever where wherever "
    "whether unless once rather"
)
REPORT_VERBS = _words(
    "shows showed shown show document documents documented finds found reports reported demonstrates "
    "demonstrated demonstrate reveals revealed indicates indicated confirmed confirms established "
    "explains suggests suggested"
)
OUTCOME_VERBS = _words(
    "cause causes caused causing produce produces produced show shows showed demonstrate demonstrates "
    "demonstrated exhibit exhibits exhibited display displays displayed have has had yield yields yielded "
    "result results resulted resulting lead leads led leading experienced report"
)
SUBORDINATORS = _words(
    "but while whereas although though because since so yet nor if when where whether unless once why how"
)
# Verbs that run through scientific prose and state no relation of ours; they end noun phrases.
OTHER_VERBS = _words(
    "escape escapes identify identifies treats resembles resemble identify identifies treats mimics mimic "
    "develop fills deploy deploys degenerate degenerates sits sit senses shows show showed shown finds "
    "found reports reported suggests suggest suggested demonstrates demonstrate demonstrated reveals "
    "revealed indicates indicate indicated remains remain remained appears appear appeared becomes become "
    "became acts act acted serves serve served plays play played makes make made gives give gave takes "
    "take took includes include included contains contain contained provides provide provided uses used "
    "occurs occur occurred exhibits exhibit exhibited displays display displayed produces produce "
    "produced yields yield yielded confers confer conferred contributes contribute contributed represents "
    "represent represented involves involve involved maintains maintain maintained allows allow allowed "
    "enables enable enabled fails fail failed tends seems seem observed described identified established "
    "confirmed lacks lack lacked loses lose lost undergoes undergo underwent recruits recruit recruited "
    "encodes encode encoded explains explain explained supports supported mediates mediate mediated "
    "acting known works work worked helps help helped drops dropped falls fell declines declined rises "
    "rose accumulates accumulate accumulated develops developed links linked keeps kept converts convert "
    "converted forms formed begins began leads improves limits limit limited affects affect affected "
    "alters alter altered differs differ differed means mean meant says said stays returns returned "
    "creates create created shares shared secrete secretes secreted disrupt disrupts disrupted express "
    "expresses expressed releases released synthesise synthesize synthesises synthesizes generate "
    "generates generated interacts recognises recognizes recognise recognize translocate translocates "
    "translocated undergo compete competes mobilise mobilize mobilises mobilizes expand expands expanded "
    "undermines undermine correlate correlates confirm confirms catalyse catalyze catalyses catalyzes "
    "sequester sequesters stabilise stabilises stabilize stabilizes destabilise destabilises destabilize "
    "destabilizes deliver delivers internalise internalize acquire acquires retain retains remove removes "
    "clear clears cleared respond responds proliferate proliferates migrate migrates differentiate "
    "differentiates senesce restore restored trap traps reaches reach enters enter exits exit persists "
    "persist precedes precede follows follow followed hypothesised hypothesized proposed proposes posits "
    "argues argued predicts predicted expected concluded noted believed thought considered requires did "
    "reflects reflect reflected mirrors mirror mirrored parallels parallel paralleled underlies underlie "
    "accompanies accompany accompanied tracks coincides coincide coincided "
    "doing done document documents documented normalized normalised normalizes normalises"
)
BOUND_VERBS = AUXILIARIES | OTHER_VERBS
# Words in "-ing" that are nouns or adjectives.
ING_NOUNS = _words(
    "killing signaling signalling aging ageing binding remodeling remodelling splicing sleeping scarring "
    "healing firing loading feeding fasting training swelling sensing trafficking processing coupling "
    "uncoupling thickening stiffening wasting thinning ring string spring during king tanning wrinkling "
    "smoking drinking eating bleeding cycling pairing editing packaging sequencing imprinting silencing "
    "priming nothing thing something anything everything lining labeling well-being wellbeing functioning "
    "living bonding learning"
)
# Heads that name no thing: an object or subject that is only this says nothing.
EMPTY_HEADS = _words(
    "post-treatment pre-treatment baseline follow-up "
    "enzyme enzymes receptor receptors kinases loop compound compounds molecule molecules agent agents "
    "signals trajectory resistance drug drugs effect effects level levels change changes result results "
    "finding findings data evidence study studies trial trials analysis analyses model models mechanism "
    "mechanisms work paper report reports section page group groups approach method methods role roles "
    "factor factors author authors arm arms cohort cohorts response responses activity expression "
    "increase decrease reduction way ways case cases term terms end number numbers rate rates one ones "
    "part parts basis context conditions condition process processes state system systems pathway "
    "pathways phenotype outcome outcomes endpoint endpoints difference differences improvement "
    "improvements fact event events value values amount degree extent magnitude consequence consequences "
    "combination use observation observations experiment experiments criteria question claim claims type "
    "types form forms set class family members member subset target targets gene genes protein proteins "
    "cell cells tissue tissues line lines turn addition contrast particular treatment treatments dose "
    "doses subjects participants patients mice rats animals people individuals humans men women adults "
    "review reviews meta-analysis association associations comparison mode production secretion release "
    "activation inhibition phosphorylation function functions them it follow-up baseline trend step steps "
    "stage arm time years weeks months days same signal signals benefit benefits loss gain total figure "
    "table evidence-base population populations strategy framework concept hypothesis idea view theory "
    "design interpretation explanation experiment finding respectively et al etc eg ie vivo vitro"
)
# What follows a name without making it another thing.
NEUTRAL_TAILS = _words(
    "treatment supplementation administration therapy intake use exposure dosing signaling signalling "
    "activation pathway activity application protein gene levels level expression mrna concentration "
    "concentrations abundance transcription transcripts"
)
LEVEL_HEADS = _words(
    "level levels expression concentration concentrations abundance amount amounts content production "
    "secretion release synthesis transcription translation mrna transcript transcripts transcriptional "
    "biosynthesis titer titers titre titres availability accumulation"
)
ACTIVITY_HEADS = _words("activity activation signaling signalling function")
RISK_HEADS = _words("risk risks incidence hazard odds prevalence likelihood rate rates")
LIFESPAN_WORDS = _words("lifespan lifespans longevity life-span life-spans")
SURVIVAL_WORDS = _words("survival life")
MEASURES = _words("mean median maximum maximal average total overall")
PROCESS_ENDINGS = (
    "phagy",
    "ptosis",
    "genesis",
    "lysis",
    "inflammation",
    "proliferation",
    "oxidation",
    "differentiation",
    "migration",
    "senescence",
    "stress",
    "degradation",
    "damage",
    "repair",
    "fibrosis",
    "regeneration",
    "apoptosis",
    "neuroinflammation",
    "calcification",
    "clearance",
    "uptake",
    "growth",
    "function",
    "phosphorylation",
    "signaling",
    "signalling",
    "invasion",
    "healing",
)
OWN_NAMES_OF = {
    "Compound": _words(
        "drug compound peptide molecule agent treatment supplementation supplement administration"
    ),
    "Intervention": _words("intervention treatment therapy supplementation"),
}
# Perturbations: with one of these beside it a name stands for the lack of the thing, or for a tool.
VAGUE_HEADS = _words(
    "measurement measurements assay assays burden effect effects event events change changes role roles "
    "factor factors process processes mechanism mechanisms outcome outcomes result results step steps "
    "difference differences benefit benefits condition conditions way ways thing things context contexts "
    "finding findings evidence data study studies trial trials approach pattern patterns feature features "
    "property properties loci aspect aspects parameter parameters percentage point points implication "
    "implications consequence consequences case cases question questions problem problems frame frames issue "
    "issues idea ideas concept concepts picture argument logic story phenomenon trend trends "
    "characterization characterisation investigation validation confirmation replication"
)
POSSESSIVES = _words("its their his her our this these that those such each every any")
STATE_ADJECTIVES = _words(
    "possible likely potential unlikely responsible available present absent able capable dependent due "
    "necessary sufficient"
)
# Alone, these qualify a noun that is missing: "both murine and human cells".
BARE_ADJECTIVES = _words(
    "stem murine human mouse rat bovine porcine cellular systemic nuclear cytoplasmic hepatic renal "
    "cardiac neuronal structural functional clinical genetic epigenetic pharmacological dermal epidermal "
    "short long old young early late female male aged basal intrinsic extrinsic acute chronic oral "
    "topical"
)
ANIMATE_HEADS = _words(
    "population populations alternatives mice rats patients participants adults individuals people women "
    "men animals cells subjects worms flies carriers users group groups arm cohort recipients "
    "centenarians humans fibroblasts children cortex hippocampus neurons tissue tissues brain brains liver "
    "livers kidney kidneys muscle muscles heart hearts skin retina retinas samples biopsies region regions "
    "astrocytes microglia macrophages hepatocytes keratinocytes plasma serum"
)
PLACE_ADJECTIVES = _words(
    "circulating plasma serum hepatic hippocampal cortical renal cardiac blood muscle brain liver "
    "cellular intracellular nuclear cytosolic mitochondrial systemic urinary tissue skin adipose neuronal "
    "total full-length human mouse intranasal oral topical subcutaneous intravenous chronic acute "
    "elevated active endogenous exogenous recombinant age-related basal striatal vascular epidermal "
    "dermal intestinal retinal salivary peripheral central local free low-dose high-dose long-term short- "
    "term dietary extracellular"
)
# Deverbal nouns that say nothing without the thing they happen to.
HANGING = _words(
    "decline declines exhaustion ubiquitination stabilization stabilisation recruitment interaction "
    "interactions translocation formation assembly cleavage binding activation inhibition inactivation "
    "phosphorylation deletion depletion overexpression knockdown knockout ablation loss accumulation "
    "release reduction extraction mutation mutations elevation suppression disruption dissociation "
    "association conversion detection expression induction localization localisation progression "
    "replacement supplementation treatment administration exposure dysfunction deficiency impairment "
    "degradation regulation upregulation downregulation nucleation stimulation clearance turnover "
    "production secretion synthesis maturation processing uptake"
)
SPECULATION = _words(
    "may might could would should possibly potentially putative putatively presumably perhaps likely "
    "plausible plausibly hypothesised hypothesized hypothesise hypothesize hypothesis hypothesises "
    "hypothesizes hypothetical hypothetically speculative speculatively speculate speculated proposed "
    "propose proposes posits posit posited suggest suggests suggesting suggested theoretically "
    "theoretical conceivably believed thought predicted predicts predict expected expect appears appear "
    "appeared seems seem unclear unknown unproven untested unconfirmed argues argue argued imply implies "
    "implied implying must rationale anticipated unlikely purported purportedly claimed claims claim "
    "purport"
)
OPEN = _words(
    "assumption assumptions misconception myth notion belief "
    "whether if unless unknown unclear untested remains remain aim aimed aims hypothetically question goal"
)
DISPUTED = _words(
    "refuted refutes refute rejected retracted debunked disproven disproved contradicts contradicted "
    "misattributed fabricated untraceable untraced erroneous erroneously misreported incorrect "
    "incorrectly wrong wrongly false falsely"
)
TO_VERBS = _words(
    "shown found reported known demonstrated observed seen appears appear appeared seems seem thought "
    "believed hypothesised hypothesized proposed suspected predicted expected said able sufficient acts "
    "act acted serves serve served functions function functioned suggested confirmed likely"
)
FAIL = _words("failed fails fail unable failing")
