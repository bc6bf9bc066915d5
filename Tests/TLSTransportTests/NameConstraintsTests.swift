import Testing

@testable import TLSTransport

/// Which names an authority's constraints permit (RFC 5280 §4.2.1.10). Requirement X49.
@Suite struct NameConstraintsTests {
    private let dns = DERTag.dNSName
    private let address = DERTag.iPAddress
    private let directory = DERTag.directoryName

    @Test(
        "X49 A permitted DNS subtree has the name itself and what lies below it",
        arguments: [
            ("a.example", true), ("b.a.example", true), ("c.b.A.EXAMPLE", true),
            ("*.a.example", true), ("*.b.a.example", true), ("ba.example", false),
            ("example", false), ("*.example", false), ("a.example.org", false),
            // No DNS names: refused, wherever they would lie.
            ("a.example.", false), (".a.example", false), ("b*.a.example", false), ("", false),
        ])
    func permitted(name: String, expected: Bool) {
        let lists = Encoding.permitted([Encoding.element(dns, "a.example")])
        #expect(isPermitted(dns, name, by: lists) == expected)
    }

    @Test(
        "X49 In an excluded DNS subtree lies also a wildcard that may stand for one of its names",
        arguments: [
            ("a.example", false), ("b.a.example", false), ("*.a.example", false),
            ("*.example", false), ("b.example", true), ("*.b.example", true), ("example", true),
        ])
    func excluded(name: String, expected: Bool) {
        let lists = Encoding.excluded([Encoding.element(dns, "a.example")])
        #expect(isPermitted(dns, name, by: lists) == expected)
    }

    @Test(
        "X49 What is excluded stays so though it is permitted, and one permitted subtree is enough")
    func both() {
        let lists =
            Encoding.permitted([Encoding.element(dns, "b.example"), Encoding.element(dns, "")])
            + Encoding.excluded([Encoding.element(dns, "a.example")])
        #expect(isPermitted(dns, "c.example", by: lists))
        #expect(!isPermitted(dns, "a.example", by: lists))
    }

    @Test("X49 Subtrees of another kind of name have no say")
    func otherKind() {
        let lists =
            Encoding.permitted([Encoding.element(address, [10, 0, 0, 0, 255, 0, 0, 0])])
            + Encoding.excluded([Encoding.element(0x81, "a.example")])
        #expect(isPermitted(dns, "a.example", by: lists))
        #expect(!isPermitted(address, [11, 0, 0, 1], by: lists))
    }

    @Test(
        "X49 An address lies in a range of its own family by the bits of the mask",
        arguments: [
            ([10, 1, 2, 3], true), ([10, 31, 2, 3], true), ([10, 32, 0, 1], false),
            ([11, 1, 2, 3], false), ([10, 1, 2], false),
            ([10, 1, 2, 3, 255, 255, 255, 255], false),
            ([10, 1] + [UInt8](repeating: 0, count: 14), false),
        ] as [([UInt8], Bool)])
    func addresses(bytes: [UInt8], expected: Bool) {
        let lists = Encoding.permitted([Encoding.element(address, [10, 0, 0, 0, 255, 224, 0, 0])])
        #expect(isPermitted(address, bytes, by: lists) == expected)
    }

    @Test("X49 A directory name lies below one that it begins with; in doubt it is excluded")
    func directoryNames() {
        func name(_ parts: [String]) -> [UInt8] {
            Encoding.sequence(parts.map { Encoding.element(0x31, $0) })
        }
        let base = Encoding.element(directory, name(["a", "b"]))
        for (parts, expected) in [
            (["a", "b"], true), (["a", "b", "c"], true), (["a"], false), (["a", "c"], false),
        ] {
            #expect(
                isPermitted(directory, name(parts), by: Encoding.permitted([base])) == expected)
            #expect(!isPermitted(directory, name(parts), by: Encoding.excluded([base])))
        }
    }

    @Test("X49 Of a kind that is not known nothing is permitted, and all is excluded")
    func unknownKind() {
        let base = Encoding.element(0x86, "https://a.example")
        #expect(!isPermitted(0x86, "https://a.example", by: Encoding.permitted([base])))
        #expect(!isPermitted(0x86, "https://b.example", by: Encoding.excluded([base])))
    }

    @Test("X49 Constraints that are malformed permit nothing")
    func malformed() {
        let name = Encoding.element(dns, "a.example")
        let distance = Encoding.element(0xA0, Encoding.sequence([name, [0x80, 0x01, 0x01]]))
        for lists in [
            [], Encoding.element(0xA0, [UInt8]()),
            Encoding.element(0xA2, Encoding.sequence([name])),
            Encoding.permitted([Encoding.element(dns, ".a.example")]),
            Encoding.excluded([Encoding.element(dns, "*.b.example")]), distance,
            Array(Encoding.permitted([name]).dropLast()),
        ] {
            #expect(!isPermitted(dns, "a.example", by: lists))
        }
        for mask in [[255, 0, 255, 0], [255, 1, 0, 0], [255, 255, 255]] as [[UInt8]] {
            let range = Encoding.element(address, [10, 0, 0, 0] + mask)
            #expect(!isPermitted(address, [10, 0, 0, 1], by: Encoding.permitted([range])))
        }
    }

    @Test("X49 A chain that needs more comparisons than the limit is refused")
    func budget() {
        let lists = Encoding.permitted([Encoding.element(dns, "a.example")])
        let name = [UInt8]("a.example".utf8)
        var budget = 3
        var permitted = 0
        for _ in 0..<10 {
            let isPermitted = NameConstraints(lists: 0..<lists.count).permit(
                name.span, tag: dns, in: lists.span, budget: &budget)
            permitted += isPermitted ? 1 : 0
        }
        #expect(permitted == 2)
    }

    private func isPermitted(_ tag: UInt8, _ name: String, by lists: [UInt8]) -> Bool {
        isPermitted(tag, [UInt8](name.utf8), by: lists)
    }

    private func isPermitted(_ tag: UInt8, _ name: [UInt8], by lists: [UInt8]) -> Bool {
        var budget = TransportLimits.nameComparisonCount
        return NameConstraints(lists: 0..<lists.count).permit(
            name.span, tag: tag, in: lists.span, budget: &budget)
    }
}

extension Encoding {
    static func permitted(_ bases: [[UInt8]]) -> [UInt8] {
        element(DERTag.permittedSubtrees, bases.flatMap { sequence([$0]) })
    }

    static func excluded(_ bases: [[UInt8]]) -> [UInt8] {
        element(DERTag.excludedSubtrees, bases.flatMap { sequence([$0]) })
    }
}
