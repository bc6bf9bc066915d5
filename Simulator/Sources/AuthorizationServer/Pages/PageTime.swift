/// Points in time and waits as the pages write them. UTC, for the server does not know where the
/// reader is.
enum PageTime {
    static func text(_ milliseconds: Int64, now: Int64, _ text: PageText) -> String {
        let seconds = Self.floor(milliseconds, 1_000)
        let date = date(daysSince1970: Self.floor(seconds, 86_400))
        let ofDay = seconds - Self.floor(seconds, 86_400) * 86_400
        return PageText.fill(
            text.timeFormat,
            [
                "day": "\(date.day)", "month": text.months[date.month - 1], "year": "\(date.year)",
                "clock": "\(padded(ofDay / 3_600)):\(padded(ofDay / 60 % 60))",
                "ago": duration(now - milliseconds, text),
            ])
    }

    private static func duration(_ milliseconds: Int64, _ text: PageText) -> String {
        let seconds = max(0, milliseconds / 1_000)
        return seconds < 120
            ? PageText.fill(text.secondsAgo, ["count": "\(seconds)"])
            : PageText.fill(text.minutesAgo, ["count": "\(seconds / 60)"])
    }

    /// `90 s` or `10 min`, never less than what is left.
    static func wait(_ milliseconds: Int64) -> String {
        let seconds = max(1, (milliseconds + 999) / 1_000)
        return seconds < 120 ? "\(seconds) s" : "\((seconds + 59) / 60) min"
    }

    /// The proleptic Gregorian calendar, from days to a date, in eras of 400 years from 1 March.
    private static func date(daysSince1970: Int64) -> (year: Int64, month: Int, day: Int64) {
        let days = daysSince1970 + 719_468
        let era = floor(days, 146_097)
        let ofEra = days - era * 146_097
        let yearOfEra = (ofEra - ofEra / 1_460 + ofEra / 36_524 - ofEra / 146_096) / 365
        let ofYear = ofEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * ofYear + 2) / 153
        let month = Int(shifted < 10 ? shifted + 3 : shifted - 9)
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, ofYear - (153 * shifted + 2) / 5 + 1)
    }

    private static func floor(_ value: Int64, _ divisor: Int64) -> Int64 {
        value >= 0 ? value / divisor : (value - divisor + 1) / divisor
    }

    private static func padded(_ number: Int64) -> String {
        number < 10 ? "0\(number)" : "\(number)"
    }
}
