package redact

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestWords: a change of the list shows as one line, in its place.
func TestWords(t *testing.T) {
	t.Parallel()
	words := strings.Split(strings.TrimSuffix(wordList, "\n"), "\n")
	if !slices.IsSorted(words) {
		t.Error("the words are not sorted")
	}
	if unique := slices.Compact(slices.Clone(words)); len(unique) != len(words) {
		t.Error("a word comes twice")
	}
	form := regexp.MustCompile(`^(?:[a-z]+(?:_[a-z]+)*|[a-z]+'[a-z]+|(?:v|http|ipv|oauth|utf)[1-8])$`)
	for _, word := range words {
		if !form.MatchString(word) {
			t.Errorf("%q is no word in lower case", word)
		}
	}
}

// TestWordsAreNoNames: a name that is a word of the list would be printed.
func TestWordsAreNoNames(t *testing.T) {
	t.Parallel()
	// Messages need these, which are rare names: "Page size must be …", "too long".
	needed := []string{"an", "do", "keys", "long", "page", "post", "read", "sid", "so", "to"}
	for name := range strings.FieldsSeq(`
		aaron ada adam alan albert alex alice amber amy ana andrea andrew andy angel angela ann anna anne april art
		arthur ash ashley aurora austin barry basil beau ben benjamin beth bill billy blake bob bobby brad brandon
		brook bruce bud candy carl carol carter cary case casey cash cat chad chance charity charles chase chip chris
		christian claire clark clay cliff colin cooper craig crystal curt daisy dale dan daniel daniela dave david dawn
		dean deb diana dick dolores dom don donna doris drew duke dusty earl ed eddie edgar elena ella ellen emily emma
		eric ernest eva eve faith fay felix fern fernando flora florence ford forest foster frances frank franklin fred
		gabriel gale gary gene george gloria glen grace graham grant gray green greg guy hank harmony harold harry
		hazel heath heather heaven helen henry herb holly honor hope howard hugo hunter ian iris isaac isabel ivan ivy
		jack jade james jan jane jasmine jason jasper jay jean jeff jenny jerry jesse jesus jewel jill jim jo joan joe
		john jon jordan joseph joy juan judy julia june justice justin karen kate kay keith kelly ken kent kevin kim
		kit lance lane larry laura laurel lee leo leon leslie liam lily linda lisa liz louis love lucky lucy luke lynn
		mac mai marco maria marie marina mario mark marsha marshall martin mary mason mat matt matthew max may melody
		mercedes mercy merry mia michael mike miles min misty molly morgan myra nancy nash nat ned neil nick noah noel
		nora norm norman olive oliver olivia opal oscar otto owen pam parker pat patience patricia patrick paul pearl
		peg penny percy perry pete peter petra phil pierce piper poppy porter precious prince priest queen rachel
		rain ralph ray reed reid rex rich richard rick river rob robert robin rock rocky rod roger roman ron rosa rose
		ross rowan roy ruby rusty ruth ryan sage sally sam samuel sandra sandy sarah scott sean serenity seth shane
		sierra simon sky skip smith solomon sonny soren sophia star stella stephen sterling steve stone storm stuart
		sue summer sunny susan tad tanner tara taylor ted terry theo theresa thomas tim tina todd tom tony tracy
		trent trevor trinity troy tucker tyler valentine vera vernon vic victor victoria viola violet virginia wade
		walker walt walter ward warren wayne wendy wes wesley will william willow winter wolf woody xavier zoe
		ali an baker ball banks bell berry best bird black bond brown burns bush butler chan chen cho church collins
		cook cox cross day diaz do evans fields fisher flowers fox garcia good hale hall hardy hart head hill holmes
		house hughes hunt jones keys khan king knight kumar law lewis li lim little long lopez lord mann marks marsh
		miller moon moore morris murphy nelson ng nguyen noble north ono park parks patel peters pope post potter
		powers price read reyes rice rivera roberts rush sanders sharp shields silva singer singh so sparks speed stern
		strong swift to tran turner underwood wang ward waters wells west white wise wolfe wong wood wright wu yang york
		young zhang page sid`) {
		if vocabulary[name] != slices.Contains(needed, name) {
			t.Errorf("%q is a name: in the list %t", name, vocabulary[name])
		}
	}
}
