/// A language of the pages.
///
/// To add one, write a `PageText+Name.swift` like those that are there, and give it a case here: the
/// compiler then names every sentence that is missing.
enum PageLanguage: String, Sendable, CaseIterable {
    case english = "en"
    case german = "de"

    /// The language of the request that this task answers.
    @TaskLocal static var current = PageLanguage.english

    /// What a browser's Accept-Language asks for (RFC 9110 §12.5.4): of the languages here the one
    /// with the greatest weight, the first of several; English when there is none.
    init(acceptLanguage field: String?) {
        var best: (language: PageLanguage, weight: Double)?
        var refused: Set<PageLanguage> = []
        var anyWeight = 0.0
        for item in (field ?? "").split(separator: ",").prefix(Limits.acceptedLanguages) {
            let parts = item.split(separator: ";").map { $0.filter { $0 != " " && $0 != "\t" } }
            guard let range = parts.first, let weight = Self.weight(parts.dropFirst()) else {
                continue
            }
            // RFC 4647 §3.4: de-AT is served by de.
            let primary = String(range.prefix { $0 != "-" }).lowercased()
            if primary == "*" {
                anyWeight = weight
            } else if let language = PageLanguage(rawValue: primary) {
                if weight == 0 { refused.insert(language) }
                if weight > best?.weight ?? 0 { best = (language, weight) }
            }
        }
        let other = Self.allCases.first { $0 != best?.language && !refused.contains($0) }
        if anyWeight > best?.weight ?? 0, let other { best = (other, anyWeight) }
        self = best?.language ?? .english
    }

    var text: PageText {
        switch self {
        case .english: .english
        case .german: .german
        }
    }

    /// nil when the weight is none: the item then asks for nothing.
    private static func weight(_ parameters: ArraySlice<String>) -> Double? {
        guard let parameter = parameters.first else { return 1 }
        guard parameters.count == 1, parameter.lowercased().hasPrefix("q="),
            let weight = Double(parameter.dropFirst(2)), (0...1).contains(weight)
        else { return nil }
        return weight
    }
}
