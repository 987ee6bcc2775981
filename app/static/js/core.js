// The script of every page. Pages are complete without it; it saves typing, waiting and clicks.
import "./requests.js";
import "./drafts.js";
import "./keys.js";
import "./lists.js";
import "./fields.js";
import "./dropzone.js";
import "./shell.js";
import "./maps.js";
import "./map_zoom.js";
