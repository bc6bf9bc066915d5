/// A form of a page, as far as a user fills it in.
struct HTMLForm: Sendable, Equatable {
    struct Input: Sendable, Equatable {
        let name: String
        /// Lower case; `text` where the page says nothing.
        let type: String
        let value: String
    }

    struct Button: Sendable, Equatable {
        let name: String
        let value: String
        /// What a person reads on it.
        var label: String
    }

    let action: String
    var inputs: [Input] = []
    var buttons: [Button] = []
}
