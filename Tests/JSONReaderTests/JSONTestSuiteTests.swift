import Foundation
import JSONReader
import Testing
import Vectors

/// X51: the JSONTestSuite's texts, judged by their names.
@Suite struct JSONTestSuiteTests {
    /// What the suite leaves open and this reader takes; it refuses the other texts of this kind.
    static let takenOfOpen: Set<String> = [
        "i_number_huge_exp", "i_number_neg_int_huge_exp", "i_number_pos_double_huge_exp",
        "i_number_real_neg_overflow", "i_number_real_pos_overflow",
        "i_number_very_big_negative_int",
    ]
    static let refusedOfOpen: Set<String> = [
        "i_string_1st_surrogate_but_2nd_missing", "i_string_1st_valid_surrogate_2nd_invalid",
        "i_string_UTF8_surrogate_U+D800", "i_string_incomplete_surrogate_and_escape_valid",
        "i_string_incomplete_surrogate_pair", "i_string_incomplete_surrogates_escape_valid",
        "i_string_invalid_surrogate", "i_string_invalid_utf-8", "i_string_iso_latin_1",
        "i_string_lone_second_surrogate", "i_string_lone_utf8_continuation_byte",
        "i_string_not_in_unicode_range", "i_string_overlong_sequence_2_bytes",
        "i_string_overlong_sequence_6_bytes", "i_string_overlong_sequence_6_bytes_null",
        "i_string_utf16BE_no_BOM", "i_structure_UTF-8_BOM_empty_object",
    ]

    @Test("X51 Each text is taken (y_), refused (n_), or what this reader says of its kind (i_)")
    func verdicts() throws {
        let files = try Vectors.files(of: "json-test-suite", ending: ".json")
        var counts: [Character: Int] = [:]
        for file in files {
            let reading = read(file.bytes)
            switch file.name.prefix(2) {
            case "y_": #expect(reading.isAccepted, "\(file.name)")
            case "n_": #expect(!reading.isAccepted, "\(file.name)")
            case "i_":
                #expect(reading.isAccepted == Acceptance.isTaken(file.bytes), "\(file.name)")
                if Self.takenOfOpen.contains(file.name) { #expect(reading.isAccepted) }
                if Self.refusedOfOpen.contains(file.name) { #expect(!reading.isAccepted) }
            default: Issue.record("\(file.name) has no verdict in its name")
            }
            counts[file.name.first ?? " ", default: 0] += 1
        }
        print("json-test-suite: \(files.count) texts, \(counts.sorted { $0.key < $1.key })")
    }

    @Test("X51 Whole, bytewise and cut at every index each text reads the same")
    func feedings() throws {
        for file in try Vectors.files(of: "json-test-suite", ending: ".json") {
            #expect(differenceBetweenFeedings(file.bytes) == nil, "\(file.name)")
        }
    }

    @Test("X51 The strings of each text that is taken are those that Foundation reads")
    func strings() throws {
        var compared = 0
        for file in try Vectors.files(of: "json-test-suite", ending: ".json")
        where file.name.hasPrefix("y_") {
            let other = try? JSONSerialization.jsonObject(
                with: Data(file.bytes), options: .fragmentsAllowed)
            guard let object = other as? [String: Any] else { continue }
            let members = read(file.bytes).members
            guard Set(members.map(\.name)).count == members.count else { continue }
            for member in members where member.kind == .string {
                #expect(
                    object[member.name] as? String == String(decoding: member.text, as: UTF8.self),
                    "\(file.name)")
                compared += 1
            }
        }
        print("json-test-suite: \(compared) strings compared")
        #expect(compared > 0)
    }

    /// The answers to the texts whose meaning differs between readers; they stay what they are.
    static let transforms: [String: Reading] = [
        "number_-9223372036854775808": Reading(rootKind: .array),
        "number_-9223372036854775809": Reading(rootKind: .array),
        "number_1.0": Reading(rootKind: .array),
        "number_10000000000000000999": Reading(rootKind: .array),
        "number_1e-999": Reading(rootKind: .array),
        "number_1e6": Reading(rootKind: .array),
        "number_9223372036854775808": Reading(rootKind: .array),
        // Names are compared byte by byte: another normal form is another name.
        "object_key_nfc_nfd": object(("\u{E9}", .string, "NFC"), ("e\u{301}", .string, "NFD")),
        "object_key_nfd_nfc": object(("e\u{301}", .string, "NFD"), ("\u{E9}", .string, "NFC")),
        // Each of two members with one name is delivered; the visitor refuses the second.
        "object_same_key_different_values": object(("a", .number, "1"), ("a", .number, "2")),
        "object_same_key_unclear_values": object(("a", .number, "0"), ("a", .number, "-0")),
        "string_1_escaped_invalid_codepoint": Reading(error: .loneSurrogate, rootKind: .array),
        "string_1_invalid_codepoint": Reading(error: .invalidUTF8, rootKind: .array),
        "string_3_invalid_codepoints": Reading(error: .invalidUTF8, rootKind: .array),
        "string_with_escaped_NULL": Reading(rootKind: .array),
    ]

    @Test("X51 Each text of test_transform has the answer that is stated here")
    func transform() throws {
        let files = try Vectors.files(of: "json-transform", ending: ".json")
        for file in files {
            let reading = read(file.bytes)
            if let stated = Self.transforms[file.name] {
                #expect(reading == stated, "\(file.name)")
                // String comparison folds normal forms; the bytes must be the same as well.
                #expect(
                    reading.members.map { Array($0.name.utf8) }
                        == stated.members.map { Array($0.name.utf8) })
            }
            #expect(reading.isAccepted == Acceptance.isTaken(file.bytes), "\(file.name)")
            #expect(differenceBetweenFeedings(file.bytes) == nil, "\(file.name)")
        }
        print("json-transform: \(files.count) texts")
    }

    private static func object(_ members: (String, JSONKind, String)...) -> Reading {
        Reading(
            rootKind: .object,
            members: members.map {
                Reading.Member(name: $0.0, kind: $0.1, text: Array($0.2.utf8), hasEnded: true)
            })
    }
}
