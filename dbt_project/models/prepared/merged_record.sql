{#
    Where a record that its source merged away ended up: `master` after every further merge, null where the merges go
    round in a circle (or are more than 20 deep).
#}
with recursive parties as (

    select record_name, merged_into from {{ ref('int_party') }}

),

steps as (

    {{ merge_steps() }}

),

ends as (

    select
        steps.record_name,
        max(case when parties.merged_into is null then steps.reached end) as master
    from steps
    left join parties on steps.reached = parties.record_name
    group by steps.record_name

)

select
    record_name,
    master
from ends
