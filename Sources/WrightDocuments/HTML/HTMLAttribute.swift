/// The attributes that decide what text is and whether it is seen.
enum HTMLAttribute: String {
    case alternative = "alt"
    case ariaHidden = "aria-hidden"
    case ariaModal = "aria-modal"
    case backgroundColor = "bgcolor"
    case charset
    case checked
    case `class`
    case color
    case colspan
    case content
    case hidden
    case id
    case itemProperty = "itemprop"
    case language = "lang"
    case name
    case property
    case relation = "rel"
    case role
    case rowspan
    case start
    case style
    case summary
    case target = "href"
    case type
    case value
}
