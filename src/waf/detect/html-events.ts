// The event attributes of HTML, SVG and of browsers that are gone. Inside a tag any `on…` attribute
// counts, for new events come with every release; in a bare value only these do, where `online=1` may
// be a setting.

const EVENTS: ReadonlySet<string> = new Set(
  `
    abort activate afterprint afterscriptexecute afterupdate animationcancel animationend
    animationiteration animationstart auxclick beforeactivate beforecopy beforecut beforedeactivate
    beforeeditfocus beforeinput beforematch beforepaste beforeprint beforescriptexecute beforetoggle
    beforeunload beforeupdate begin blur bounce cancel canplay canplaythrough cellchange change click
    close contextmenu controlselect copy cuechange cut dataavailable datasetchanged datasetcomplete
    dblclick deactivate drag dragdrop dragend dragenter dragexit dragleave dragover dragstart drop
    durationchange emptied end ended error errorupdate filterchange finish focus focusin focusout
    formdata formchange forminput fullscreenchange fullscreenerror gotpointercapture hashchange help
    input invalid keydown keypress keyup layoutcomplete load loadeddata loadedmetadata loadend loadstart
    losecapture lostpointercapture mediacomplete mediaerror message messageerror mousedown mouseenter
    mouseleave mousemove mouseout mouseover mouseup mousewheel move moveend movestart offline online
    outofsync pagehide pageshow paste pause play playing pointercancel pointerdown pointerenter
    pointerleave pointermove pointerout pointerover pointerrawupdate pointerup popstate progress
    propertychange ratechange readystatechange redo repeat reset resize resizeend resizestart resume
    reverse rowdelete rowenter rowexit rowinserted rowsdelete rowsenter rowsinserted scroll scrollend
    scrollsnapchange search securitypolicyviolation seek seeked seeking select selectionchange
    selectstart show slotchange stalled start stop storage submit suspend syncrestored timeerror
    timeupdate toggle touchcancel touchend touchmove touchstart trackchange transitioncancel
    transitionend transitionrun transitionstart undo unhandledrejection unload urlflip volumechange
    waiting webkitanimationend webkitanimationiteration webkitanimationstart webkittransitionend wheel
    zoom
  `
    .trim()
    .split(/\s+/),
);

/** `onclick`, `onload`: an event that some browser has or had. `name` in lower case. */
export function isKnownEvent(name: string): boolean {
  return name.startsWith("on") && EVENTS.has(name.slice(2));
}

const ANY_EVENT = /^on[a-z]{3,}/;

/** Any attribute that a browser could take for an event's. */
export function isEventAttribute(name: string): boolean {
  return ANY_EVENT.test(name);
}
