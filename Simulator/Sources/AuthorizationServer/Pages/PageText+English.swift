extension PageText {
    static let english = PageText(
        language: "en",
        product: "Device sign-in",
        signedInAs: "Signed in as {username}",
        signOut: "Sign out",

        signInTitle: "Sign in",
        signInLead: "Sign in to connect a device to your account.",
        username: "User name",
        password: "Password",
        signInButton: "Sign in",
        signInWrong: "The user name or the password is wrong.",
        signInBlocked: "Too many attempts. Try again in {wait}.",
        signInBusy: "Many people are signing in at this moment. Try again in a few seconds.",

        codeTitle: "Connect a device",
        codeLead: "Your device shows a code. Type it here to sign the device in.",
        codeLabel: "Code on your device",
        codeHint: "Capital or small letters, with or without the dash.",
        codeCompare: "Compare this code with the one your device shows. Continue only if they are "
            + "the same.",
        codeButton: "Continue",
        codeWrong: "This code is not valid. Check it on your device, or ask the device for a new "
            + "one.",
        codeBlocked: "Too many codes that were not valid. Try again in {wait}.",

        confirmTitle: "Connect {client}?",
        confirmCodeLabel: "Is this the code on your device?",
        confirmWarning:
            "Only continue if this code is on a device in your hand or in front of you.",
        confirmWarningMore: "If somebody sent you the code or a link, decline: their device would "
            + "get access to your account.",
        confirmDevice: "Device",
        confirmRequested: "Requested",
        confirmFrom: "From",
        confirmAccount: "Account",
        confirmAllows: "The device will be able to",
        confirmNothing: "The device asks for nothing but to know that you signed in.",
        declineButton: "Decline",
        authorizeButton: "Authorize",

        approvedTitle: "{client} is connected",
        approvedText: "You are signed in. Return to your device. You can close this page.",
        declinedTitle: "Declined",
        declinedText: "The device was not signed in and got no access. You can close this page.",
        closedTitle: "This request is closed",
        closedText: "It was answered already, or its time is over. If your device still waits, ask "
            + "it for a new code.",
        startAgain: "Enter another code",

        staleTitle: "This page is out of date",
        staleText: "It was opened in another session or somewhere else. Nothing was changed.",
        notFoundTitle: "There is no such page",
        notFoundText: "Check the address that your device shows.",
        failureTitle: "That did not work",
        failureText: "Nothing was changed. Try again.",

        consentTitle: "Allow {client} to use your account?",
        consentDestination: "You return to",
        consentAllows: "The application will be able to",
        consentNothing: "The application asks for nothing but to know that you signed in.",
        signOutTitle: "Sign out?",
        refusedTitle: "This link cannot be followed",
        refusedText: "The application that sent you here is not known, or it asked to send you on "
            + "to an address that is not registered. Nothing was changed.",

        months: [
            "January", "February", "March", "April", "May", "June", "July", "August", "September",
            "October", "November", "December",
        ],
        timeFormat: "{day} {month} {year}, {clock} UTC ({ago})",
        secondsAgo: "{count} s ago",
        minutesAgo: "{count} min ago",
        scopes: [
            "openid": "know which account you signed in with",
            "profile": "see your profile, such as your name",
            "email": "see your e-mail address",
            "offline": "stay signed in when you are not there",
        ])
}
