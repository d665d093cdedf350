/* Owns the part of the state that says what the running job is at: `job`, the card of components/source/status.py. */

/**
 * The job that the page follows, as `job-store` holds it.
 * @typedef {{ id: string, state: string, map: string | null, n?: number }} Job
 */
/**
 * What the card says. Without a job the server tells `job` and `hidden` only.
 * @typedef {object} JobCard
 * @property {Job | null} job
 * @property {boolean} hidden
 * @property {string} stage
 * @property {string} step
 * @property {number} share per cent of the step that are done
 * @property {string} detail
 * @property {string} note
 * @property {boolean} stoppable
 * @property {boolean} closable
 */
/** @typedef {Partial<JobCard> & Pick<JobCard, "job" | "hidden">} ToldCard */
/** @typedef {{ tellJob: ToldCard }} JobActions */

/** @type {JobCard} */
const NOTHING = { job: null, hidden: true, stage: "", step: "", share: 0, detail: "", note: "", stoppable: false, closable: false };

/** @type {import("./store.mjs").Part<JobCard>} */
export const JOB = { initial: NOTHING, on: { tellJob: (card, told) => ({ ...card, ...told }) } };
